/** @module Metrics of a COCO dataset, by mmdetection's names: `bbox_mAP`, `segm_mAP_50`, `AR@100`, ... */
import { z } from 'zod';
import { ConfigError, DataError, type Logger, silentLogger } from '../core/index.js';
import type { ImageId } from '../structures/index.js';
import type { CocoCategory, IouType } from './coco/annotations.js';
import { type CocoColumns, instancesOfColumns } from './coco/columns.js';
import { type CocoEvaluation, evaluateInstances } from './coco/evaluation.js';
import { Scope } from './coco/instances.js';
import { cocoProtocol } from './coco/protocol.js';
import { instancesOfDetections, type ScoredDetections } from './coco/results.js';
import { cocoStats } from './coco/summary.js';
import { categoryPrecisions, categoryTable, summaryText } from './coco/summary-text.js';
import { roundDecimals, toDecimals } from './numeric/decimals.js';
import { linspace } from './numeric/linspace.js';
import { mean } from './numeric/mean.js';
import { evaluateRecalls } from './recalls.js';
import { hasMasks, leftOutNote, writeDetections } from './results-json.js';

/** Index of each metric among COCO's twelve values. The limits in the names are the defaults. */
const STATS = {
  mAP: 0,
  mAP_50: 1,
  mAP_75: 2,
  mAP_s: 3,
  mAP_m: 4,
  mAP_l: 5,
  'AR@100': 6,
  'AR@300': 7,
  'AR@1000': 8,
  'AR_s@1000': 9,
  'AR_m@1000': 10,
  'AR_l@1000': 11,
} as const;

export type MetricItem = keyof typeof STATS;

const itemNames = Object.keys(STATS) as [MetricItem, ...MetricItem[]];
const precisionItems = itemNames.slice(0, 6);
const recallItems = itemNames.slice(6);

export const cocoMetricNames = ['bbox', 'segm', 'proposal', 'proposal_fast'] as const;
/** Options of `evaluation` in a config, and of `--eval-options`, for COCO datasets. */
export const cocoMetricOptions = z.strictObject({
  /** Metrics to evaluate. */
  metric: z.union([z.enum(cocoMetricNames), z.array(z.enum(cocoMetricNames)).min(1)]).default('bbox'),
  /** Log AP per category. */
  classwise: z.boolean().default(false),
  /** Three limits of detections per image. mAP itself always uses 100. */
  proposal_nums: z.array(z.int().positive()).length(3).default([100, 300, 1000]),
  /** IoU thresholds to average over; null: 0.5, 0.55, ... 0.95. */
  iou_thrs: z.array(z.number().min(0).max(1)).min(1).nullable().default(null),
  /** Metrics to report; null: the six of AP, or of AR for proposals. */
  metric_items: z
    .union([z.enum(itemNames), z.array(z.enum(itemNames))])
    .nullable()
    .default(null),
  /** Path prefix of the result files; null: none are written. */
  jsonfile_prefix: z.string().nullable().default(null),
});

export type CocoMetricOptions = z.input<typeof cocoMetricOptions>;

/** The ground truth annotations. */
export interface CocoGroundTruth {
  readonly columns: CocoColumns;
  /** Image id of each entry of the results. */
  readonly imageIds: readonly ImageId[];
  /** Category ids by label; `null` if the annotation file has none for a class. */
  readonly categories: readonly (CocoCategory | null)[];
}

export type Metrics = Record<string, number | string>;

/**
 * Values are rounded to three decimals, as in mmdetection's logs. If nothing was detected in any image, mmdetection
 * returns no metrics; here they are COCO's for no detections: 0, or -1 without objects of that size.
 *
 * @param results `results[i]` of image `groundTruth.imageIds[i]`.
 * @throws {DataError} if the numbers of results and images differ, or masks are evaluated and there are none.
 */
export async function cocoMetrics(
  groundTruth: CocoGroundTruth,
  results: readonly ScoredDetections[],
  options: CocoMetricOptions,
  logger: Logger = silentLogger,
): Promise<Metrics> {
  const {
    metric,
    classwise,
    metric_items: items,
    jsonfile_prefix: prefix,
    ...rest
  } = cocoMetricOptions.parse(options);
  const { proposal_nums: proposalNums } = rest;
  const iouThresholds = rest.iou_thrs ?? linspace(0.5, 0.95, 10);
  if (results.length !== groundTruth.imageIds.length) {
    throw new DataError(
      `Got results for ${results.length} images, but the dataset has ${groundTruth.imageIds.length}.`,
    );
  }
  const categoryIds = groundTruth.categories.map((category) => category?.id ?? null);
  if (prefix !== null) {
    const { numLeftOut } = await writeDetections(
      results,
      { imageIds: groundTruth.imageIds, categoryIds },
      prefix,
    );
    if (numLeftOut > 0) logger.warn(leftOutNote(numLeftOut));
  }
  const metrics: Metrics = {};
  for (const name of typeof metric === 'string' ? [metric] : metric) {
    logger.info(`Evaluating ${name}...`);
    if (name === 'proposal_fast') {
      Object.assign(metrics, fastRecalls(groundTruth, results, proposalNums, iouThresholds));
      continue;
    }
    if (name === 'segm' && results.length > 0 && !hasMasks(results)) {
      throw new DataError('"segm" cannot be evaluated: the detector predicts no masks. Use "bbox" only.');
    }
    if (results.every(({ labels }) => labels.length === 0)) {
      logger.warn(
        `Nothing was detected in any of ${results.length} images, so precision and recall are undefined: the following values are 0, or -1 ` +
          'if the annotations have no objects. Either the score threshold of the detector is above all scores, or its ' +
          'weights are not trained.',
      );
    }
    const evaluation = evaluate(groundTruth, results, name, proposalNums, iouThresholds);
    logger.info(`\n${summaryText(evaluation)}`);
    if (classwise && name !== 'proposal') {
      logger.info(
        `\n${categoryTable(categoryPrecisions(evaluation, groundTruth.categories.filter(isPresent)))}`,
      );
    }
    Object.assign(metrics, namedStats(name, cocoStats(evaluation), items));
  }
  return metrics;
}

/** The complete evaluation behind one metric, not only its averages. */
export function evaluate(
  { columns, imageIds, categories }: CocoGroundTruth,
  results: readonly ScoredDetections[],
  metric: 'bbox' | 'segm' | 'proposal',
  proposalNums: readonly number[] = [100, 300, 1000],
  iouThresholds: ArrayLike<number> = linspace(0.5, 0.95, 10),
): CocoEvaluation {
  const iouType: IouType = metric === 'segm' ? 'segm' : 'bbox';
  const present = categories.filter(isPresent).map(({ id }) => id);
  const scope = new Scope(imageIds, present);
  // Proposals have no category; using any one of the file keeps those of a class that the file does not have.
  const substitute = metric === 'proposal' ? (present[0] ?? null) : null;
  const categoryIds = categories.map((category) => category?.id ?? substitute);
  return evaluateInstances(
    instancesOfColumns(columns, scope, iouType),
    instancesOfDetections(results, imageIds, categoryIds, scope, iouType),
    scope,
    cocoProtocol({ iouThresholds, maxDetections: proposalNums, usesCategories: metric !== 'proposal' }),
  );
}

function isPresent(category: CocoCategory | null): category is CocoCategory {
  return category !== null;
}

/**
 * mmdetection uses the items of its first metric for all following ones, and reports -1 for mAP_50 and mAP_75 whenever
 * `iou_thrs` is given; here each metric has its own items, and the evaluated thresholds have values.
 */
function namedStats(
  metric: 'bbox' | 'segm' | 'proposal',
  stats: readonly number[],
  given: MetricItem | readonly MetricItem[] | null,
): Metrics {
  const usual = metric === 'proposal' ? recallItems : precisionItems;
  const items = given === null ? usual : typeof given === 'string' ? [given] : given;
  const prefix = metric === 'proposal' ? '' : `${metric}_`;
  const named = items.map((item) => [`${prefix}${item}`, roundDecimals(stats[STATS[item]], 3)]);
  const copypaste = stats.slice(0, 6).map((value) => toDecimals(value, 3));
  return {
    ...Object.fromEntries(named),
    ...(metric !== 'proposal' && { [`${metric}_mAP_copypaste`]: copypaste.join(' ') }),
  };
}

/** Recall averaged over the thresholds, without object sizes: faster than `proposal`, and not rounded. */
function fastRecalls(
  { columns, imageIds }: CocoGroundTruth,
  results: readonly ScoredDetections[],
  proposalNums: readonly number[],
  iouThresholds: ArrayLike<number>,
): Metrics {
  if (hasMasks(results)) {
    throw new ConfigError('metric: "proposal_fast" cannot be evaluated for instance segmentation results.');
  }
  const recalls = evaluateRecalls(
    trueBoxes(columns, imageIds),
    results.map(({ bboxes }) => bboxes),
    { proposalNums, iouThresholds },
  );
  const T = iouThresholds.length;
  return Object.fromEntries(
    proposalNums.map((num, p) => [`AR@${num}`, mean(recalls.subarray(p * T, (p + 1) * T))]),
  );
}

/** Boxes of each image without crowds, of any category, `[M, 4]` xyxy. */
function trueBoxes(columns: CocoColumns, imageIds: readonly ImageId[]): Float32Array[] {
  const positions = new Map(columns.imageIds.map((id, i) => [id, i]));
  return imageIds.map((id) => {
    const image = positions.get(id) as number;
    const boxes: number[] = [];
    for (let n = columns.starts[image]; n < columns.starts[image + 1]; n++) {
      if (columns.isCrowd(n)) continue;
      const [x, y, width, height] = columns.boxes.subarray(4 * n, 4 * n + 4);
      boxes.push(x, y, x + width, y + height);
    }
    return Float32Array.from(boxes);
  });
}
