/** @module Golden family `pipelines`: single transforms, whole pipelines and datasets, with their recorded draws. */
import { join } from 'node:path';
import chunk from 'lodash/chunk.js';
import sortBy from 'lodash/sortBy.js';
import type { Builder, ComponentConfig, RandomSource } from '../../../aligndet/core/index.js';
import {
  type AnnotationInfo,
  cocoIndexOf,
  cocoSource,
  collate,
  type DetectionDataset,
  type ImageInfo,
  type PipelineSample,
  type TransformResult,
} from '../../../aligndet/datasets/index.js';
import type { Batch } from '../../../aligndet/structures/index.js';
import { compareJson, compareValues, mismatch } from '../compare.js';
import { foldersWithCase } from '../find-cases.js';
import { type FidelityHandler, type Finding, type GoldenCase, UnknownCase } from '../handler.js';
import { type CaseArrays, readArrays, readJson } from '../read-case.js';
import {
  type CaseTolerance,
  compareArray,
  compareSample,
  type Expected,
  type SampleReference,
} from './compare-sample.js';
import { type Draw, Replay } from './replay.js';
import { type Parts, partsOf, publishedData, sampleOf } from './sample-codec.js';
import { compareSteps, type Step, tracingBuilder } from './trace.js';

/** What the kinds of cases have in common. */
interface PipelineCase {
  readonly kind: string;
  readonly tolerance: CaseTolerance;
  readonly input: Record<string, unknown>;
  readonly runs?: readonly Run[];
  readonly steps: readonly Step[];
  readonly draws: readonly Draw[];
  readonly expected: Expected | null;
  readonly error?: string;
  readonly transform: TransformOption;
  readonly dataset: ComponentConfig;
  readonly index: number;
  readonly file: string;
  readonly test_mode: boolean;
  readonly image: { id: number; file_name: string; width: number; height: number };
  readonly img_info: ImageInfo;
  readonly annotations?: readonly Record<string, unknown>[];
  readonly cat_ids?: readonly number[];
  readonly ann_info?: {
    bboxes: number[][];
    labels: number[];
    bboxes_ignore: number[][];
    labels_ignore?: number[];
  };
}

type TransformOption = ComponentConfig | readonly ComponentConfig[];
type Run = Pick<PipelineCase, 'transform' | 'draws' | 'expected' | 'error'>;

async function run({ path }: GoldenCase): Promise<Finding[]> {
  const golden = (await readJson(join(path, 'case.json'))) as unknown as PipelineCase;
  const input = await readArrays(path, 'inputs.safetensors');
  const stored = await readArrays(path, 'expected.safetensors');
  switch (golden.kind) {
    case 'transform':
      return runTransform(golden, input, stored);
    case 'copy_paste':
      return runCopyPaste(golden, input, stored);
    case 'load':
      return runLoad(golden, path, stored);
    case 'load_annotations':
      return runLoadAnnotations(golden, path, stored);
    case 'pipeline':
      return runPipeline(golden, path, stored);
    case 'multiview':
    case 'mix':
      return runDataset(golden, path, stored);
    case 'collate':
      return runCollate(golden as never, input, stored);
    default:
      throw new UnknownCase(`pipelines of kind "${golden.kind}"`);
  }
}

async function runTransform(golden: PipelineCase, input: CaseArrays, stored: CaseArrays): Promise<Finding[]> {
  const findings: Finding[] = [];
  const runs: readonly Run[] = golden.runs ?? [golden];
  for (const [i, one] of runs.entries()) {
    const name = golden.runs === undefined ? '' : `run${i}.`;
    const sample = sampleOf(input, golden.input);
    if (one.error !== undefined) {
      findings.push(await expectError(`${name}error`, one.error, () => apply(one, sample, new Replay([]))));
      continue;
    }
    const random = new Replay(one.draws);
    const result = await apply(one, sample, random);
    findings.push(
      ...compareResult(name, result, {
        expected: one.expected,
        stored,
        storedPrefix: name,
        input,
        tolerance: golden.tolerance,
      }),
    );
    findings.push(drawsLeft(name, random));
  }
  return findings;
}

/** Runs one transform, or a list of them. */
async function apply(
  { transform }: Run,
  sample: PipelineSample,
  random: RandomSource,
): Promise<TransformResult> {
  return runList(tracingBuilder([]), transform, sample, random);
}

async function runList(
  builder: Builder,
  transform: TransformOption,
  sample: PipelineSample,
  random: RandomSource,
): Promise<TransformResult> {
  const list = Array.isArray(transform) ? transform : [transform];
  let current: TransformResult = sample;
  for (const config of list) {
    if (current === null || Array.isArray(current)) return current;
    current = await builder.build('transform', config)(current, random);
  }
  return current;
}

/** `expected` is null where the reference drops the sample. */
type ResultReference = Omit<SampleReference, 'expected'> & { readonly expected: Expected | null };

function compareResult(
  name: string,
  result: TransformResult,
  { expected, ...reference }: ResultReference,
): Finding[] {
  if (expected === null || result === null) {
    const agree = expected === null && result === null;
    return [
      agree
        ? { name: `${name}nothing is left`, share: 0, relativeError: 0 }
        : mismatch(`${name}result`, result === null ? 'is nothing' : 'is a sample, expected nothing'),
    ];
  }
  return compareSample(name, partsOfAll(result, expected), { expected, ...reference });
}

/** The reference of a case with one result and no input. */
function wholeReference({ expected, tolerance }: PipelineCase, stored: CaseArrays): ResultReference {
  return { expected, tolerance, stored, storedPrefix: '', input: new Map() };
}

/** Views are named `view0.`, test-time versions `aug0.`; the case says which. */
function partsOfAll(result: PipelineSample | PipelineSample[], expected: Expected): Parts {
  if (!Array.isArray(result)) return partsOf(result);
  const names = [...Object.keys(expected.meta ?? {}), ...Object.keys(expected.shapes ?? {})];
  const label = names.some((name) => name.startsWith('aug0.')) ? 'aug' : 'view';
  const parts = result.map((sample, i) => partsOf(sample, `${label}${i}.`));
  return {
    arrays: new Map(parts.flatMap(({ arrays }) => [...arrays])),
    meta: Object.assign({}, ...parts.map(({ meta }) => meta)),
  };
}

async function runCopyPaste(golden: PipelineCase, input: CaseArrays, stored: CaseArrays): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [i, one] of (golden.runs ?? []).entries()) {
    const name = `run${i}.`;
    const random = new Replay(one.draws);
    const sample = { ...sampleOf(input, {}, 'dst.'), mix_results: [sampleOf(input, {}, 'src.')] };
    const result = (await apply(one, sample, random)) as PipelineSample;
    const { mix_results: _, ...rest } = result;
    findings.push(
      ...compareResult(name, rest, {
        expected: one.expected,
        stored,
        storedPrefix: name,
        input,
        tolerance: golden.tolerance,
      }),
    );
    findings.push(drawsLeft(name, random));
  }
  return findings;
}

async function runLoad(golden: PipelineCase, path: string, stored: CaseArrays): Promise<Finding[]> {
  const info: ImageInfo = { id: 0, filename: golden.file, width: 0, height: 0 };
  const result = await apply(golden, { img_info: info, img_prefix: path }, new Replay([]));
  const { img_info: _, img_prefix: __, ...loaded } = result as PipelineSample;
  return compareResult('', loaded, wholeReference(golden, stored));
}

async function runLoadAnnotations(
  golden: PipelineCase,
  path: string,
  stored: CaseArrays,
): Promise<Finding[]> {
  const { img_info: info } = golden;
  const annotations = { ...annotationsOf(golden, info), seg_map: 'seg.png' };
  const sample = {
    ...emptyFields(),
    img_info: info,
    ann_info: annotations,
    seg_prefix: path,
    img_shape: [info.height, info.width, 3],
  };
  const result = (await apply(golden, sample, new Replay([]))) as PipelineSample;
  const { img_info: _, ann_info: __, seg_prefix: ___, ...loaded } = result;
  return [
    ...compareRawAnnotations(golden, annotations),
    ...compareResult('', loaded, wholeReference(golden, stored)),
  ];
}

/** The dataset's rules, applied to the raw annotations of the case. */
function annotationsOf(golden: PipelineCase, info: ImageInfo): AnnotationInfo {
  if (golden.annotations === undefined) {
    const { bboxes, labels, bboxes_ignore: ignored, labels_ignore: ignoredLabels = [] } = golden.ann_info!;
    return {
      bboxes: Float32Array.from(bboxes.flat()),
      labels: Int32Array.from(labels),
      bboxes_ignore: Float32Array.from(ignored.flat()),
      labels_ignore: Int32Array.from(ignoredLabels),
    };
  }
  const categories = (golden.cat_ids ?? []).map((id) => ({ id, name: String(id) }));
  const images = [{ ...info, file_name: info.filename }];
  const index = cocoIndexOf({ images, categories, annotations: golden.annotations }, 'case.json');
  const classes = categories.map(({ name }) => name);
  return cocoSource(index, { classes, testMode: true, filterEmptyGt: false }).annotationsOf(0);
}

function compareRawAnnotations({ ann_info: reference }: PipelineCase, found: AnnotationInfo): Finding[] {
  if (reference === undefined) return [];
  const exact = { rtol: 0, atol: 0 };
  return [
    compareValues('ann_info.bboxes', found.bboxes, reference.bboxes.flat(), exact),
    compareValues('ann_info.labels', found.labels, reference.labels, exact),
    compareValues('ann_info.bboxes_ignore', found.bboxes_ignore, reference.bboxes_ignore.flat(), exact),
  ];
}

async function runPipeline(golden: PipelineCase, path: string, stored: CaseArrays): Promise<Finding[]> {
  const { image } = golden;
  const info: ImageInfo =
    image === undefined
      ? { id: 0, filename: 'input.png', width: 0, height: 0 }
      : { ...image, filename: image.file_name };
  const sample: PipelineSample = {
    ...emptyFields(),
    img_info: info,
    img_prefix: path,
    seg_prefix: path,
    proposal_file: null,
    ...(!golden.test_mode && { ann_info: { ...annotationsOf(golden, info), seg_map: 'input_seg.png' } }),
  };
  const traces: { type: string; result: unknown }[] = [];
  const random = new Replay(golden.draws);
  const result = await runList(tracingBuilder(traces), golden.transform, sample, random);
  return [
    ...compareSteps(traces, golden.steps, golden.tolerance),
    ...compareResult('', result, wholeReference(golden, stored)),
    drawsLeft('', random),
  ];
}

async function runDataset(golden: PipelineCase, path: string, stored: CaseArrays): Promise<Finding[]> {
  const traces: { type: string; result: unknown }[] = [];
  const builder = tracingBuilder(traces);
  const config = structuredClone(golden.dataset);
  (config.dataset as Record<string, unknown>).data_root = path;
  const dataset: DetectionDataset = builder.build('dataset', config);
  const random = new Replay(golden.draws);
  const result = await dataset.get(golden.index, random);
  return [
    ...compareSteps(traces, golden.steps, golden.tolerance),
    ...compareResult('', result, wholeReference(golden, stored)),
    drawsLeft('', random),
  ];
}

interface CollateCase {
  readonly input: readonly Record<string, unknown>[];
  /** Samples that become one batch. */
  readonly samples_per_gpu: number;
  readonly tolerance: CaseTolerance;
  readonly expected: { readonly img_metas: Record<string, unknown> };
}

function runCollate(golden: CollateCase, input: CaseArrays, stored: CaseArrays): Finding[] {
  const isMultiView = 'view0.img_metas' in golden.input[0];
  const samples = golden.input.map((meta, i) => {
    if (!isMultiView) return sampleOf(input, meta, `sample${i}.`);
    const views = Object.keys(meta).filter((key) => key.endsWith('.img_metas'));
    return views.map((_, v) => {
      const own = Object.entries(meta).filter(([key]) => key.startsWith(`view${v}.`));
      const keys = Object.fromEntries(own.map(([key, value]) => [key.slice(`view${v}.`.length), value]));
      return sampleOf(input, keys, `sample${i}.view${v}.`);
    });
  });
  const found: [name: string, batch: Batch][] = chunk(samples, golden.samples_per_gpu).flatMap((group, g) => {
    const collated = collate(group);
    if (!isMultiView) return [[`img.${g}`, collated as Batch]];
    return (collated as Batch[]).map((batch, v): [string, Batch] => [`view${v}.img.${g}`, batch]);
  });
  const metas = found.flatMap(([name, { img_metas }]) =>
    img_metas.map(({ img_shape, pad_shape }, i): [string, unknown] => [
      `${name.replace('img.', 'img_metas.')}.${i}`,
      { img_shape, pad_shape },
    ]),
  );
  const names = [...stored.keys()].filter((name) => /(^|\.)img\.\d+$/.test(name));
  return [
    compareJson('batches', found.map(([name]) => name).sort(), names.sort()),
    ...found.flatMap(([name, batch]) => {
      const expected = stored.get(name);
      return expected === undefined
        ? []
        : [compareArray(name, publishedImages(batch), expected, golden.tolerance)];
    }),
    compareJson('img_metas', sortedByKey(metas), sortedByKey(Object.entries(golden.expected.img_metas))),
  ];
}

/** `[B, C, H, W]`. */
function publishedImages({ img, img_shape: [count, height, width, channels] }: Batch) {
  const size = height * width * channels;
  const images = Array.from({ length: count }, (_, i) => {
    const data = img.subarray(i * size, (i + 1) * size);
    return [...publishedData({ data, height, width, channels, axes: 'CHW' })];
  });
  return { shape: [count, channels, height, width], data: images.flat() };
}

function sortedByKey(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(sortBy(entries, ([key]) => key));
}

function emptyFields(): PipelineSample {
  return { bbox_fields: [], mask_fields: [], seg_fields: [] };
}

function drawsLeft(name: string, random: Replay): Finding {
  return random.left === 0
    ? { name: `${name}draws`, share: 0, relativeError: 0 }
    : mismatch(`${name}draws`, `${random.left} recorded draws were not asked for`);
}

async function expectError(name: string, reference: string, code: () => Promise<unknown>): Promise<Finding> {
  try {
    await code();
  } catch {
    return { name, share: 0, relativeError: 0 };
  }
  return mismatch(name, `nothing was thrown, but the reference says "${reference}"`);
}

export const pipelinesHandler: FidelityHandler = {
  family: 'pipelines',
  find: (folder) => foldersWithCase(folder, 'pipelines'),
  run,
};
