/**
 * @module Ways to load more of a file into a model: converters and options, tried on names and shapes. The number of
 * matches that a hint promises was counted.
 */
import { backboneToMmdet } from '../converters/backbone-to-mmdet.js';
import { detectron2ToMmdet } from '../converters/detectron2-to-mmdet.js';
import { extractDetectorWeights } from '../converters/extract-detector-weights.js';
import { convertSwin, swinToMmdet } from '../converters/swin.js';
import { weightGroups } from '../converters/weight-groups.js';
import type { PyDict, PyValue } from '../pickle/values.js';
import type { LoadTarget } from './load-state-dict.js';
import { shapeOf, stateEntries, WEIGHT_KEYS } from './state-entries.js';

/** How a model loads its weights: by name, or as one of the Swin backbones. */
export type Reading = 'by-name' | 'swin' | 'swin-converted' | 'swin-official';

/** The loaded file, and its target. */
export interface Attempt {
  /** What the file holds. */
  readonly value: PyValue;
  readonly target: LoadTarget;
  readonly reading?: Reading;
}

export interface WayIn {
  /** The advice, as a sentence without its final period. */
  readonly advice: string;
  /** Number of model tensors that then match, counted as in the report. */
  readonly fits: number;
}

const CONVERTERS = 'npx aligndet';
const BACKBONE = 'backbone.';

type State = Iterable<readonly [PyValue, PyValue]>;
type Shapes = ReadonlyMap<string, readonly number[]>;

/** The way with the most matches, if any exceeds `already` tensors. */
export function bestWayIn(attempt: Attempt, already: number): WayIn | undefined {
  const shapes = new Map(shapesOf(attempt.target));
  const isDetector = [...shapes.keys()].some((name) => name.startsWith(BACKBONE));
  const ways = isDetector ? waysIntoDetector(attempt.value, shapes) : waysIntoBackbone(attempt, shapes);
  let best: WayIn | undefined;
  for (const way of ways) if (way.fits > Math.max(already, best?.fits ?? 0)) best = way;
  return best;
}

/** Simpler ways first: on a tie the first is chosen. */
function* waysIntoDetector(value: PyValue, shapes: Shapes): Generator<WayIn> {
  const way = (advice: string, convert: () => PyDict): WayIn => ({
    advice,
    fits: fitsOf(attempted(convert), shapes),
  });
  const extracted = way(
    `Extract the detector from the pre-training checkpoint: ${CONVERTERS} extract-detector-weights FILE OUT.pth`,
    () => extractDetectorWeights(value).checkpoint,
  );
  yield extracted;
  if (extracted.fits > 0) return; // pre-training heads may match too, but are not useful
  yield way(
    `The file is of Detectron2. Convert it: ${CONVERTERS} convert-detectron2-to-mmdet-mask-rcnn FILE OUT.pth`,
    () => detectron2ToMmdet(value).checkpoint,
  );
  for (const prefix of prefixesOf(value, shapes)) {
    const where = prefix === '' ? 'under a key of its own' : `below "${prefix}"`;
    yield way(
      `The detector is ${where}. Extract it: ${CONVERTERS} extract-detector-weights FILE OUT.pth --keep-heads --prefix ${prefix || '.'}`,
      () => extractDetectorWeights(value, { prefix, keepHeads: true }).checkpoint,
    );
  }
  const convert = way(`${CONVERTERS} backbone2mmdet FILE OUT.pth`, () => backboneToMmdet(value).checkpoint);
  const bare = [...(stateEntries(value)?.entries ?? [])].map(
    ([name, item]) => [BACKBONE + name, item] as const,
  );
  const asItIs =
    'The file contains only a backbone: load it by init_cfg=dict(type="Pretrained", checkpoint=FILE) of the backbone';
  const fits = fitsOf(bare, shapes);
  if (fits > 0 && convert.fits === fits)
    yield { advice: `${asItIs}, or convert it: ${convert.advice}`, fits: convert.fits };
  else if (fits > convert.fits) yield { advice: asItIs, fits };
  else
    yield { ...convert, advice: `Only the backbone of the file can be used. Convert it: ${convert.advice}` };
}

function* waysIntoBackbone({ value, reading = 'by-name' }: Attempt, shapes: Shapes): Generator<WayIn> {
  if (reading === 'swin-official') return;
  const converted = attempted(() => backboneToMmdet(value).checkpoint);
  const isSwin = reading !== 'by-name';
  const fits = fitsOf(below(converted, BACKBONE), shapes, isSwin);
  const command = `${CONVERTERS} backbone2mmdet FILE OUT.pth`;
  if (!isSwin) {
    const entries = stateEntries(value)?.entries ?? new Map<string, PyValue>();
    for (const prefix of prefixesOf(value, shapes).filter((text) => text.endsWith('.'))) {
      const advice = `The backbone has the prefix "${prefix}": set prefix="${prefix.slice(0, -1)}" in init_cfg`;
      yield { advice, fits: fitsOf(below(entries, prefix), shapes) };
    }
    yield {
      advice: `Convert the file: ${command}, and load OUT.pth with prefix="backbone" in init_cfg`,
      fits,
    };
    return;
  }
  const entries = stateEntries(value, WEIGHT_KEYS)?.entries ?? new Map<string, PyValue>();
  if (reading === 'swin') {
    const official = attempted(() => swinToMmdet(value).checkpoint);
    yield {
      advice: 'The file has the official names: set convert_weights=True in the backbone',
      fits: official.length === 0 ? 0 : fitsOf(below(convertSwin(entries), BACKBONE), shapes, isSwin),
    };
    yield { advice: `Convert the file: ${command}, and load OUT.pth`, fits };
    return;
  }
  yield {
    advice: "The file has mmdetection's names already: set convert_weights=False in the backbone",
    fits: fitsOf(below(entries, BACKBONE), shapes, isSwin),
  };
  yield {
    advice: `Convert the file: ${command}, and load OUT.pth with convert_weights=False in the backbone`,
    fits,
  };
}

/** The weights that a converter returns; none if it fails. */
function attempted(convert: () => PyDict): [string, PyValue][] {
  try {
    return [...(convert().get('state_dict') as PyDict)].map(([name, value]) => [String(name), value]);
  } catch {
    return [];
  }
}

function below(state: State, prefix: string): [string, PyValue][] {
  return [...state].flatMap(([name, value]) =>
    typeof name === 'string' && name.startsWith(prefix)
      ? [[name.slice(prefix.length), value] as [string, PyValue]]
      : [],
  );
}

/** @param isResized whether position tables are resized to the window of the model, as Swin backbones do. */
function fitsOf(state: State, shapes: Shapes, isResized = false): number {
  let fits = 0;
  for (const [name, value] of state) {
    const [inModel, inFile] = [shapes.get(String(name)), shapeOf(value)];
    if (inModel === undefined || inFile === undefined) continue;
    const isTable = isResized && String(name).endsWith('relative_position_bias_table');
    if (isTable ? inModel[1] === inFile[1] : inModel.join() === inFile.join()) fits += 1;
  }
  return fits;
}

/** Prefixes of the model's names in the file, the most frequent first. */
function prefixesOf(value: PyValue, shapes: Shapes): string[] {
  const counts = new Map<string, number>();
  for (const { entries } of weightGroups(value)) {
    for (const [name] of entries) {
      for (let at = 0; at >= 0 && at < name.length; ) {
        const prefix = name.slice(0, at);
        if (shapes.has(name.slice(at))) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
        const dot = name.indexOf('.', at);
        at = dot < 0 ? -1 : dot + 1;
      }
    }
  }
  const ordered = [...counts].sort(([, a], [, b]) => b - a).map(([prefix]) => prefix);
  return ordered.filter((prefix) => /^[\w.]*$/.test(prefix)).slice(0, 8);
}

function* shapesOf(target: LoadTarget, prefix = ''): Generator<[string, readonly number[]]> {
  for (const [name, { shape }] of target.ownParameters()) yield [prefix + name, shape];
  for (const [name, { shape }] of target.ownBuffers()) yield [prefix + name, shape];
  for (const [name, child] of target.children()) yield* shapesOf(child, `${prefix}${name}.`);
}
