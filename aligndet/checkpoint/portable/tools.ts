/** @module Inspects, compares and converts checkpoints of any source. */
import { CheckpointError } from '../../core/portable.js';
import type { TensorRecord } from '../../nn/index.js';
import { type BackboneLayout, backboneToMmdet } from '../converters/backbone-to-mmdet.js';
import type { Conversion } from '../converters/conversion.js';
import { detectron2ToMmdet } from '../converters/detectron2-to-mmdet.js';
import { type ExtractOptions, extractDetectorWeights } from '../converters/extract-detector-weights.js';
import { regnetToMmdet } from '../converters/regnet-to-mmdet.js';
import { mocoToMmdet } from '../converters/selfsup-to-mmdet.js';
import { swinToMmdet } from '../converters/swin.js';
import {
  type ChangedTensor,
  type CheckpointDiff,
  comparer,
  pairsOf,
  type TensorPair,
} from '../inspect/comparison.js';
import { type InspectedTensor, type Inspection, measured, outlineOf } from '../inspect/outline.js';
import { asRecord } from '../loading/state-entries.js';
import type { PyValue } from '../pickle/values.js';
import { torchFileChunks } from '../torch/torch-file-chunks.js';
import { type CheckpointInput, OpenedCheckpoint, openCheckpoint } from './open.js';

export interface InspectOptions {
  /** Whether every tensor is read for its min, max, mean, std, and counts of NaN and infinite values. */
  readonly statistics?: boolean;
}

/**
 * The tensors of a checkpoint with their sizes and statistics, and its other entries. Tensors are read one at a time.
 *
 * @example
 * ```ts
 * import { inspectCheckpoint, openCheckpoint, writeCheckpoint } from 'aligndet/checkpoint';
 *
 * const weight = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 3) } as const;
 * const { tensors } = await inspectCheckpoint(await openCheckpoint(writeCheckpoint({ state_dict: { weight } })));
 * console.log(tensors[0].path, tensors[0].statistics?.mean); // -> state_dict.weight 2
 * ```
 *
 * @throws {CheckpointError} if a tensor is corrupt.
 */
export async function inspectCheckpoint(
  opened: OpenedCheckpoint,
  { statistics = true }: InspectOptions = {},
): Promise<Omit<Inspection, 'path'>> {
  const { source, inner, size, format, unknownClasses } = assertOpened(opened);
  const { tensors, values, meta } = outlineOf(inner);
  const inspected: InspectedTensor[] = [];
  const measure = measured(size);
  for (const [i, tensor] of tensors.entries()) {
    const found = statistics ? await source.run(() => measure(values[i])) : undefined;
    inspected.push(found === undefined ? tensor : { ...tensor, statistics: found });
  }
  return { fileBytes: size, format, unknownClasses, tensors: inspected, meta };
}

/**
 * Compares two checkpoints, tensor by tensor.
 *
 * @example
 * ```ts
 * import { diffCheckpoints, openCheckpoint, writeCheckpoint } from 'aligndet/checkpoint';
 *
 * const of = (value: number) => ({ dtype: 'float32', shape: [1], data: Float32Array.of(value) });
 * const [first, second] = await Promise.all(
 *   [of(1), of(1.5)].map((bias) => openCheckpoint(writeCheckpoint({ state_dict: { bias } }))),
 * );
 * console.log((await diffCheckpoints(first, second)).changed[0].largestDifference); // -> 0.5
 * ```
 *
 * @throws {CheckpointError} if a tensor is corrupt.
 */
export async function diffCheckpoints(
  first: OpenedCheckpoint,
  second: OpenedCheckpoint,
): Promise<CheckpointDiff> {
  const { pairs, ...only } = pairsOf(assertOpened(first).inner.value, assertOpened(second).inner.value);
  const compare = comparer(first.size + second.size);
  const changed: ChangedTensor[] = [];
  for (const pair of pairs) {
    const change = compare(hasSameForm(pair) ? await readPair(pair, first, second) : pair);
    if (change !== undefined) changed.push(change);
  }
  return { ...only, changed, equal: pairs.length - changed.length };
}

function hasSameForm({ first, second }: TensorPair): boolean {
  return first.dtype === second.dtype && first.shape.join() === second.shape.join();
}

async function readPair(pair: TensorPair, a: OpenedCheckpoint, b: OpenedCheckpoint): Promise<TensorPair> {
  const first = await a.source.run(() => asRecord(pair.first) as TensorRecord);
  const second = await b.source.run(() => asRecord(pair.second) as TensorRecord);
  return { ...pair, first, second };
}

const CONVERTERS = {
  'extract-detector-weights': extractDetectorWeights,
  backbone: (checkpoint: PyValue, { layout }: { layout?: BackboneLayout } = {}) =>
    backboneToMmdet(checkpoint, layout),
  detectron2: detectron2ToMmdet,
  moco: mocoToMmdet,
  regnet: regnetToMmdet,
  swin: swinToMmdet,
} as const;

/** The converters of mmdetection's `tools/model_converters`, and AlignDet's. */
export type ConverterName = keyof typeof CONVERTERS;

/** Options of `extract-detector-weights` (`keepHeads`, `prefix`) and of `backbone` (`layout`). */
export type ConvertOptions = ExtractOptions & { readonly layout?: BackboneLayout };

export interface ConvertedCheckpoint {
  /** A `.pth` file. */
  readonly file: Blob;
  /** What mmdetection's tool of that name prints: the names that were converted. */
  readonly lines: readonly string[];
  /** Instances of classes that are not written: loading them would run code of their package. */
  readonly leftOut: NonNullable<Conversion['leftOut']>;
}

/**
 * Converts weights to mmdetection's names, or extracts the detector from a pre-training checkpoint. The whole file is
 * loaded.
 *
 * @example
 * ```ts
 * import { convertCheckpoint, readCheckpoint, writeCheckpoint } from 'aligndet/checkpoint';
 *
 * const weight = { dtype: 'float32', shape: [1], data: Float32Array.of(1) } as const;
 * const pretrained = writeCheckpoint({ state_dict: { 'backbone.backbone.conv1.weight': weight } });
 * const { file } = await convertCheckpoint(pretrained, 'extract-detector-weights');
 * console.log([...(await readCheckpoint(file)).stateDict.keys()]); // -> [ 'backbone.conv1.weight' ]
 * ```
 *
 * @throws {CheckpointError} if the file is corrupt, or does not have the layout.
 */
export async function convertCheckpoint(
  input: CheckpointInput,
  converter: ConverterName,
  options: ConvertOptions = {},
): Promise<ConvertedCheckpoint> {
  if (!Object.hasOwn(CONVERTERS, converter)) {
    throw new CheckpointError(
      `Unknown converter ${JSON.stringify(converter)}: expected one of ${Object.keys(CONVERTERS).join(', ')}.`,
    );
  }
  const whole = 'arrayBuffer' in input ? await input.arrayBuffer() : input;
  const { inner } = await openCheckpoint(whole);
  const convert = CONVERTERS[converter] as (checkpoint: PyValue, options: ConvertOptions) => Conversion;
  const { checkpoint, lines, leftOut = [] } = convert(inner.value, options);
  return { file: new Blob([...torchFileChunks(checkpoint)] as Uint8Array<ArrayBuffer>[]), lines, leftOut };
}

function assertOpened(opened: OpenedCheckpoint): OpenedCheckpoint {
  if (opened instanceof OpenedCheckpoint) return opened;
  throw new CheckpointError(
    'Expected the result of openCheckpoint or openCheckpointFile; open the file first.',
  );
}
