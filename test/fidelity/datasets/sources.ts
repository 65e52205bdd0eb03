/** @module Golden datasets: what COCO and VOC annotations become. */
import { join } from 'node:path';
import { Builder } from '../../../aligndet/core/index.js';
import {
  type AnnotationSource,
  COCO_CLASSES,
  cocoSource,
  type DetectionDataset,
  datasetRegistry,
  PipelineDataset,
  readCoco,
  transformRegistry,
  VOC_CLASSES,
  vocSource,
} from '../../../aligndet/datasets/index.js';
import { compareJson, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import { categoryIds, inFileOrder } from './file-order.js';

interface Variant {
  readonly args: {
    readonly classes?: readonly string[];
    readonly test_mode?: boolean;
    readonly filter_empty_gt?: boolean;
    readonly min_size?: number;
  };
  readonly expected?: Record<string, unknown>;
  readonly error?: string;
}

type Describe = (args: Variant['args']) => Record<string, unknown>;

export function cocoDatasets(path: string, variants: readonly Variant[]): Finding[] {
  return compareVariants(variants, (args) => {
    const index = readCoco(join(path, 'ann.json'));
    const rules = rulesOf(args, COCO_CLASSES);
    const source = cocoSource(index, { ...rules, classes: inFileOrder(rules.classes, index) });
    const ids = categoryIds(source);
    return {
      ...describe(source, args),
      classes: rules.classes,
      cat_ids: ids,
      cat2label: ids.map((id, label) => [id, label]),
      img_ids: source.imgIds,
    };
  });
}

export function vocDatasets(path: string, variants: readonly Variant[]): Finding[] {
  return compareVariants(variants, (args) => {
    const source = vocSource(join(path, 'list.txt'), path, {
      ...rulesOf(args, VOC_CLASSES),
      minSizePx: args.min_size ?? 0,
      imgSubdir: 'JPEGImages',
      annSubdir: 'Annotations',
    });
    return { ...describe(source, args), cat2label: source.classes.map((name, label) => [name, label]) };
  });
}

/** Items of the multi-view datasets with empty pipelines. */
export async function viewDatasets(
  path: string,
  expected: Record<string, Record<string, unknown>>,
): Promise<Finding[]> {
  const builder = new Builder([datasetRegistry, transformRegistry]);
  const coco = { ann_file: join(path, 'ann.json'), pipeline: [] };
  const multi = { type: 'MultiViewCocoDataset', dataset: { type: 'CocoDataset', ...coco }, num_views: 2 };
  const configs: Record<string, Record<string, unknown>> = {
    multi: { ...multi, pipelines: [[], []] },
    single: { type: 'SingleViewCocoDataset', ...coco },
    single_test: { type: 'SingleViewCocoDataset', ...coco, test_mode: true },
  };
  const findings: Finding[] = [];
  for (const [name, reference] of Object.entries(expected)) {
    const found = await describeViews(builder.build('dataset', configs[name]));
    findings.push(compareJson(name, pick(found, reference), reference));
  }
  const mismatched = builder.check('dataset', { ...multi, pipelines: [[]] });
  if (mismatched.length === 0)
    findings.push(mismatch('num_views', 'another number of pipelines is accepted'));
  return findings;
}

async function describeViews(dataset: DetectionDataset): Promise<Record<string, unknown>> {
  const item = await dataset.get(0, noDraws);
  const views = Array.isArray(item) ? item : [item];
  return {
    length: dataset.length,
    flag: [...dataset.flag],
    num_classes: dataset.classes.length,
    item_type: Array.isArray(item) ? 'list' : 'dict',
    item_len: views.length,
    item_keys: Object.keys(views[0]).sort(),
  };
}

/** Empty pipelines draw nothing. */
const noDraws = new Proxy({} as never, {
  get() {
    throw new Error('something is drawn');
  },
});

function rulesOf(
  { classes, test_mode: testMode = false, filter_empty_gt: filterEmptyGt = true }: Variant['args'],
  standard: readonly string[],
) {
  return { classes: classes ?? standard, testMode, filterEmptyGt };
}

/** The fields that both kinds of datasets have. */
function describe(
  source: AnnotationSource,
  { test_mode: testMode = false }: Variant['args'],
): Record<string, unknown> {
  const indices = [...source.images.keys()];
  const { flag } = new PipelineDataset(
    source,
    { imgPrefix: '', segPrefix: null, proposalFile: null, proposals: null, testMode, colorType: null },
    () => null,
  );
  return {
    length: source.images.length,
    classes: source.classes,
    test_mode: testMode,
    data_infos: source.images.map(({ id, filename, width, height }) => ({ id, filename, width, height })),
    ...(!testMode && { flag: [...flag] }),
    ann_info: indices.map((i) => annotationJson(source, i)),
    get_cat_ids: indices.map((i) => source.categoriesOf(i)),
  };
}

function annotationJson(source: AnnotationSource, index: number): Record<string, unknown> {
  const found = source.annotationsOf(index);
  const { labels_ignore: labelsIgnore, masks, seg_map } = found;
  return {
    bboxes: rows(found.bboxes),
    labels: [...found.labels],
    bboxes_ignore: rows(found.bboxes_ignore),
    ...(labelsIgnore !== undefined && { labels_ignore: [...labelsIgnore] }),
    ...(masks !== undefined && { masks: masks.map(maskKind) }),
    ...(seg_map !== undefined && { seg_map }),
  };
}

function rows(boxes: Float32Array): number[][] {
  return Array.from({ length: boxes.length / 4 }, (_, i) => [...boxes.subarray(4 * i, 4 * i + 4)]);
}

/** The cases only say how a mask is written. */
function maskKind(
  mask: NonNullable<ReturnType<AnnotationSource['annotationsOf']>['masks']>[number],
): unknown {
  if (mask === null) return null;
  if ('counts' in mask) return ['rle', typeof mask.counts === 'string' ? 'string' : 'list'];
  return ['polygons', mask.length, mask.map((part) => part.length)];
}

/** Cases list the annotations of the first images only. */
function compareVariants(variants: readonly Variant[], describeWith: Describe): Finding[] {
  return variants.map(({ args, expected, error }, i) => {
    const name = `variant ${i} ${JSON.stringify(args).slice(0, 60)}`;
    let found: Record<string, unknown>;
    try {
      found = describeWith(args);
    } catch (cause) {
      const isExpected = error !== undefined;
      return isExpected ? { name, share: 0, relativeError: 0 } : mismatch(name, String(cause));
    }
    if (expected === undefined)
      return mismatch(name, `nothing was thrown, but the reference says "${error}"`);
    return compareJson(name, pick(shortened(found, expected), expected), expected);
  });
}

function shortened(
  found: Record<string, unknown>,
  expected: Record<string, unknown>,
): Record<string, unknown> {
  const cut = Object.entries(found).map(([key, value]) => {
    const isList =
      ['ann_info', 'get_cat_ids'].includes(key) && Array.isArray(value) && Array.isArray(expected[key]);
    return [key, isList ? value.slice(0, (expected[key] as unknown[]).length) : value];
  });
  return Object.fromEntries(cut);
}

/** The keys of `found` that the case names. */
function pick(found: Record<string, unknown>, expected: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(found).filter(([key]) => key in expected));
}
