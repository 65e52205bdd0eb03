/** @module Metrics of a PASCAL VOC dataset, by mmdetection's names: `mAP`, `AP50`, `recall@100@0.5`, ... */
import { z } from 'zod';
import { DataError, type Logger, silentLogger } from '../core/index.js';
import type { Detections } from '../structures/index.js';
import { asciiTable } from './ascii-table.js';
import type { Metrics } from './coco-metrics.js';
import { roundDecimals, toDecimals } from './numeric/decimals.js';
import { mean } from './numeric/mean.js';
import { evaluateRecalls } from './recalls.js';
import { evaluateMeanAp, type MeanApResult, type VocImageGroundTruth } from './voc/mean-ap.js';

export const vocMetricNames = ['mAP', 'recall'] as const;

const metricName = z.enum(vocMetricNames);

/** Options of `evaluation` in a config, and of `--eval-options`, for VOC datasets. */
export const vocMetricOptions = z.strictObject({
  /** Metrics to evaluate. */
  metric: z.union([metricName, z.array(metricName).length(1)]).default('mAP'),
  /** Proposal limits per image for recall. */
  proposal_nums: z.array(z.int().positive()).min(1).default([100, 300, 1000]),
  /** IoU thresholds. */
  iou_thr: z.union([z.number(), z.array(z.number()).min(1)]).default(0.5),
  /** mmdetection ignores this option and evaluates all sizes together; so only null is supported. */
  scale_ranges: z.null().default(null),
});

export type VocMetricOptions = z.input<typeof vocMetricOptions>;

/** The ground truth annotations. */
export interface VocGroundTruth {
  /** By label. */
  readonly classes: readonly string[];
  readonly images: readonly VocImageGroundTruth[];
  /** 2007 samples precision at eleven recall values, later years use the area under the curve. */
  readonly year: 2007 | 2012;
  /** Whether a box of equal corners is one pixel wide, as in PASCAL VOC (the default). */
  readonly usesLegacyCoordinates?: boolean;
}

/** @throws {DataError} if the numbers of results and images differ. */
export function vocMetrics(
  groundTruth: VocGroundTruth,
  results: readonly Detections[],
  options: VocMetricOptions,
  logger: Logger = silentLogger,
): Metrics {
  const { metric, proposal_nums: proposalNums, iou_thr: iou } = vocMetricOptions.parse(options);
  if (results.length !== groundTruth.images.length) {
    throw new DataError(
      `Got results for ${results.length} images, but the dataset has ${groundTruth.images.length}.`,
    );
  }
  const iouThresholds = typeof iou === 'number' ? [iou] : iou;
  return [metric].flat()[0] === 'mAP'
    ? precisions(groundTruth, results, iouThresholds, logger)
    : recalls(groundTruth, results, iouThresholds, proposalNums, logger);
}

function precisions(
  { classes, images, year, usesLegacyCoordinates = true }: VocGroundTruth,
  results: readonly Detections[],
  iouThresholds: readonly number[],
  logger: Logger,
): Metrics {
  const detections = results.map((result) => splitByLabel(result, classes.length));
  const named: Metrics = {};
  let sum = 0;
  for (const iouThreshold of iouThresholds) {
    const mode = year === 2007 ? '11points' : 'area';
    const result = evaluateMeanAp(detections, images, { iouThreshold, mode, usesLegacyCoordinates });
    logger.info(`\n${'-'.repeat(15)}iou_thr: ${pythonFloat(iouThreshold)}${'-'.repeat(15)}`);
    logger.info(`\n${classTable(result, classes)}`);
    named[`AP${String(Math.trunc(iouThreshold * 100)).padStart(2, '0')}`] = roundDecimals(result.meanAp, 3);
    sum += result.meanAp;
  }
  return { mAP: sum / iouThresholds.length, ...named };
}

function recalls(
  { images, usesLegacyCoordinates = true }: VocGroundTruth,
  results: readonly Detections[],
  iouThresholds: readonly number[],
  proposalNums: readonly number[],
  logger: Logger,
): Metrics {
  const values = evaluateRecalls(
    images.map(({ bboxes }) => bboxes),
    results.map(({ bboxes }) => bboxes),
    { proposalNums, iouThresholds, usesLegacyCoordinates },
  );
  const T = iouThresholds.length;
  const row = (p: number) => values.subarray(p * T, (p + 1) * T);
  const named: Metrics = {};
  for (const [p, num] of proposalNums.entries()) {
    for (const [t, iou] of iouThresholds.entries()) named[`recall@${num}@${pythonFloat(iou)}`] = row(p)[t];
  }
  if (T > 1) for (const [p, num] of proposalNums.entries()) named[`AR@${num}`] = mean(row(p));
  const head = ['', ...iouThresholds.map(pythonFloat)];
  const rows = proposalNums.map((num, p) => [
    String(num),
    ...Array.from(row(p), (value) => toDecimals(value, 3)),
  ]);
  logger.info(`\n${asciiTable([head, ...rows])}`);
  return named;
}

/** Rows of each label, `[N, 5]`. */
export function splitByLabel({ bboxes, labels }: Detections, numClasses: number): Float32Array[] {
  const rows: number[][] = Array.from({ length: numClasses }, () => []);
  for (const [n, label] of labels.entries()) rows[label].push(...bboxes.subarray(5 * n, 5 * n + 5));
  return rows.map((values) => Float32Array.from(values));
}

function classTable({ meanAp, classes }: MeanApResult, names: readonly string[]): string {
  const rows = classes.map(({ ap, numGts, numDets, recalls: reached }, label) => [
    names[label],
    String(numGts),
    String(numDets),
    toDecimals(reached.at(-1) ?? 0, 3),
    toDecimals(ap, 3),
  ]);
  return asciiTable(
    [['class', 'gts', 'dets', 'recall', 'ap'], ...rows, ['mAP', '', '', '', toDecimals(meanAp, 3)]],
    true,
  );
}

/** Python prints 1.0 where JavaScript prints 1; the text is part of a metric's name. */
function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
