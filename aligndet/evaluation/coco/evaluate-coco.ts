/** @module COCO evaluation of plain objects, with the results of pycocotools. */
import { DataError, shownJson } from '../../core/portable.js';
import type { ImageId } from '../../structures/portable.js';
import { type CocoFile, type IouType, trueInstances } from './annotations.js';
import { checkGroundTruth } from './check-ground-truth.js';
import { checkResults } from './check-results.js';
import { type CocoEvaluation, evaluateInstances } from './evaluation.js';
import { Scope } from './instances.js';
import { type AreaRange, cocoProtocol } from './protocol.js';
import { type CocoResult, instancesOfResults } from './results.js';
import { averagePrecision, averageRecall, cocoStats } from './summary.js';
import { summaryText } from './summary-text.js';

export interface CocoOptions {
  /** Compare boxes or masks; default: boxes. */
  readonly iouType?: IouType;
  /** IoU thresholds; default: 0.5, 0.55, ... 0.95. */
  readonly iouThresholds?: readonly number[];
  /** Three limits of detections per image and class; default: 1, 10, 100. */
  readonly maxDetections?: readonly [number, number, number];
  /** False ignores classes, as for proposals. */
  readonly usesCategories?: boolean;
  /** Images to evaluate; default: all of the ground truth. */
  readonly imageIds?: readonly ImageId[];
  /** Categories to evaluate; default: all of the ground truth. */
  readonly categoryIds?: readonly number[];
}

/** All in [0, 1]; -1 if there are no ground truths. */
export interface CocoMetrics {
  /** Averaged over the IoU thresholds, at the largest limit of detections. */
  readonly AP: number;
  readonly AP50: number;
  readonly AP75: number;
  /** Of objects below 32 x 32 pixels. */
  readonly APs: number;
  /** Of objects from 32 x 32 to 96 x 96 pixels. */
  readonly APm: number;
  readonly APl: number;
  /** With the first limit of detections, 1. */
  readonly AR1: number;
  /** With the second, 10. */
  readonly AR10: number;
  /** With the third, 100. */
  readonly AR100: number;
  readonly ARs: number;
  readonly ARm: number;
  readonly ARl: number;
}

export interface CocoClassMetrics {
  readonly id: number;
  readonly name: string;
  /** In [0, 1]; -1 if the class has no ground truths. */
  readonly AP: number;
  readonly AP50: number;
  readonly AP75: number;
  /** At the largest limit of detections. */
  readonly AR: number;
}

export interface CurveSelection {
  /** One of the IoU thresholds; default: 0.5. */
  readonly iou?: number;
  /** Id of a category; default: the mean over the classes that have ground truths. */
  readonly categoryId?: number;
  readonly area?: AreaRange['name'];
}

/** Precision at 101 recall values. */
export interface PrecisionRecallCurve {
  /** 0, 0.01, ... 1. */
  readonly recall: Float64Array;
  /** Max precision at or above each recall, in [0, 1]; -1 if there are no ground truths. */
  readonly precision: Float64Array;
}

export interface CocoSummary extends CocoMetrics {
  /** The twelve values of `COCOeval.stats`, in its order. The first always uses 100 detections, as in pycocotools. */
  readonly stats: readonly number[];
  readonly perClass: readonly CocoClassMetrics[];
  /** Output of `COCOeval.summarize`. */
  readonly text: string;
  /** @throws {DataError} for a threshold or category that was not evaluated. */
  curve(selection?: CurveSelection): PrecisionRecallCurve;
}

/**
 * Evaluates detections as pycocotools does, to the last bit, without Python, files or TensorFlow.
 *
 * @example
 * ```ts
 * import { evaluateCoco } from 'aligndet/evaluation';
 *
 * const groundTruth = {
 *   images: [{ id: 1, width: 100, height: 100 }],
 *   categories: [{ id: 1, name: 'cat' }],
 *   annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 40, 40], area: 1600 }],
 * };
 * const detections = [{ image_id: 1, category_id: 1, bbox: [10, 10, 40, 36], score: 0.9 }]; // IoU 0.9
 * const { AP, AP50, perClass } = evaluateCoco(groundTruth, detections);
 * console.log(AP.toFixed(2), AP50.toFixed(2), perClass[0].name); // -> 0.90 1.00 cat
 * ```
 *
 * @param groundTruth what a COCO annotation file holds.
 * @param detections what a COCO result file holds.
 * @throws {DataError} that names the entry which is wrong.
 */
export function evaluateCoco(
  groundTruth: CocoFile,
  detections: readonly CocoResult[],
  options: CocoOptions = {},
): CocoSummary {
  const { iouType = 'bbox' } = checkOptions(options);
  checkGroundTruth(groundTruth, iouType);
  if (!Array.isArray(detections)) {
    throw new DataError(
      `Detections: expected a list of results { image_id, category_id, bbox, score }, but got ${shownJson(detections)}.`,
    );
  }
  checkResults('Detections', detections);
  const { images, categories } = groundTruth;
  const scope = new Scope(
    options.imageIds ?? images.map(({ id }) => id),
    options.categoryIds ?? categories.map(({ id }) => id),
  );
  assertKnown('imageIds', scope.imageIds, images);
  assertKnown('categoryIds', scope.categoryIds, categories);
  const evaluation = evaluateInstances(
    trueInstances(groundTruth, scope, iouType),
    instancesOfResults(detections, images, scope, iouType),
    scope,
    cocoProtocol(options),
  );
  return {
    ...metricsOf(evaluation),
    stats: cocoStats(evaluation),
    perClass: categories
      .filter(({ id }) => scope.categoryAt(id) >= 0 && evaluation.protocol.usesCategories)
      .map(({ id, name }) => ({ id, name, ...classMetrics(evaluation, scope.categoryAt(id)) })),
    text: summaryText(evaluation),
    curve: (selection) => curveOf(evaluation, selection),
  };
}

function metricsOf(evaluation: CocoEvaluation): CocoMetrics {
  const [first, second, limit] = evaluation.protocol.maxDetections;
  const [, AP50, AP75, APs, APm, APl, , , , ARs, ARm, ARl] = cocoStats(evaluation);
  return {
    AP: averagePrecision(evaluation, { limit }),
    ...{ AP50, AP75, APs, APm, APl },
    AR1: averageRecall(evaluation, { limit: first }),
    AR10: averageRecall(evaluation, { limit: second }),
    AR100: averageRecall(evaluation, { limit }),
    ...{ ARs, ARm, ARl },
  };
}

function classMetrics(evaluation: CocoEvaluation, category: number) {
  const limit = evaluation.protocol.maxDetections.at(-1) as number;
  return {
    AP: averagePrecision(evaluation, { category, limit }),
    AP50: averagePrecision(evaluation, { category, limit, iou: 0.5 }),
    AP75: averagePrecision(evaluation, { category, limit, iou: 0.75 }),
    AR: averageRecall(evaluation, { category, limit }),
  };
}

function curveOf(
  { protocol, scope, categoryCount, precision }: CocoEvaluation,
  { iou = 0.5, categoryId, area = 'all' }: CurveSelection = {},
): PrecisionRecallCurve {
  const { iouThresholds, recallThresholds, areaRanges, maxDetections, usesCategories } = protocol;
  const t = iouThresholds.findIndex((threshold) => Math.abs(threshold - iou) < 1e-9);
  if (t < 0)
    throw new DataError(`curve: iou: expected one of ${[...iouThresholds].join(', ')}, but got ${iou}.`);
  const category = categoryId === undefined || !usesCategories ? undefined : scope.categoryAt(categoryId);
  if (category === -1) throw new DataError(`curve: categoryId ${categoryId} was not evaluated.`);
  const a = areaRanges.findIndex(({ name }) => name === area);
  if (a < 0)
    throw new DataError(`curve: area: expected all, small, medium or large, but got ${shownJson(area)}.`);
  const [R, A, M] = [recallThresholds.length, areaRanges.length, maxDetections.length];
  const rows = category === undefined ? [...Array(categoryCount).keys()] : [category];
  const at = (r: number, k: number) => precision[(((t * R + r) * categoryCount + k) * A + a) * M + M - 1];
  const known = rows.filter((k) => at(0, k) > -1);
  return {
    recall: recallThresholds.slice(),
    precision: Float64Array.from({ length: R }, (_, r) =>
      known.length === 0 ? -1 : known.reduce((sum, k) => sum + at(r, k), 0) / known.length,
    ),
  };
}

function checkOptions(options: CocoOptions): CocoOptions {
  const { iouType, iouThresholds, maxDetections } = options;
  const refuse = (key: string, expected: string, value: unknown): DataError =>
    new DataError(`evaluateCoco: ${key}: expected ${expected}, but got ${shownJson(value)}.`);
  if (iouType !== undefined && iouType !== 'bbox' && iouType !== 'segm')
    throw refuse('iouType', '"bbox" or "segm"', iouType);
  const isFraction = (value: unknown) => typeof value === 'number' && value > 0 && value <= 1;
  if (
    iouThresholds !== undefined &&
    !(Array.isArray(iouThresholds) && iouThresholds.length > 0 && iouThresholds.every(isFraction))
  )
    throw refuse('iouThresholds', 'a list of numbers in (0, 1]', iouThresholds);
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
  if (
    maxDetections !== undefined &&
    !(Array.isArray(maxDetections) && maxDetections.length === 3 && maxDetections.every(isCount))
  )
    throw refuse('maxDetections', 'three positive integers', maxDetections);
  return options;
}

function assertKnown(
  key: string,
  ids: readonly unknown[],
  entries: readonly { readonly id: unknown }[],
): void {
  const known = new Set(entries.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new DataError(
      `evaluateCoco: ${key} names ${unknown.slice(0, 3).map(shownJson).join(', ')}, which the ground truth does not have.`,
    );
}
