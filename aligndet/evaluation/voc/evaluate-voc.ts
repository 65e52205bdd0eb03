/** @module PASCAL VOC evaluation of plain objects. */
import { DataError, shownJson } from '../../core/portable.js';
import { evaluateMeanAp } from './mean-ap.js';

/** The objects of one image. */
export interface VocImage {
  /** `[x1, y1, x2, y2]` in pixels. */
  readonly boxes: readonly (readonly number[])[];
  /** Indices into `classes`. */
  readonly labels: readonly number[];
  /** Ignored (difficult) objects; default: none. */
  readonly difficult?: readonly boolean[];
}

/** Detections of one image, as returned by `detector.detect`. */
export interface VocDetections {
  /** `[x1, y1, x2, y2]` in pixels. */
  readonly boxes: readonly (readonly number[])[];
  readonly scores: ArrayLike<number>;
  /** Indices into `classes`. */
  readonly labels: ArrayLike<number>;
}

export interface VocOptions {
  /** Names by label. */
  readonly classes: readonly string[];
  /** IoU threshold; default: 0.5. */
  readonly iouThreshold?: number;
  /** 2007 samples precision at eleven recall values; 2012 uses the area under the curve. Default: 2012. */
  readonly year?: 2007 | 2012;
}

export interface VocClassMetrics {
  readonly name: string;
  /** In [0, 1]; 0 without ground truths. */
  readonly AP: number;
  readonly numGroundTruths: number;
  readonly numDetections: number;
  /** After each detection, in descending order of scores. */
  readonly recall: Float64Array;
  readonly precision: Float32Array;
}

export interface VocSummary {
  /** Over the classes that have ground truths. */
  readonly mAP: number;
  readonly perClass: readonly VocClassMetrics[];
}

/**
 * Evaluates detections as mmdetection evaluates PASCAL VOC (boxes include their last pixel).
 *
 * @example
 * ```ts
 * import { evaluateVoc } from 'aligndet/evaluation';
 *
 * const groundTruth = [{ boxes: [[0, 0, 9, 9]], labels: [0] }];
 * const detections = [{ boxes: [[0, 0, 9, 9], [50, 50, 60, 60]], scores: [0.9, 0.8], labels: [0, 0] }];
 * const { mAP, perClass } = evaluateVoc(groundTruth, detections, { classes: ['cat'] });
 * console.log(mAP, perClass[0].numDetections); // -> 1 2
 * ```
 *
 * @param groundTruth by image.
 * @param detections by image, in the same order.
 * @throws {DataError} that names the image and the value that is wrong.
 */
export function evaluateVoc(
  groundTruth: readonly VocImage[],
  detections: readonly VocDetections[],
  { classes, iouThreshold = 0.5, year = 2012 }: VocOptions,
): VocSummary {
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === 'string'))
    throw new DataError(`evaluateVoc: classes: expected a list of names, but got ${shownJson(classes)}.`);
  if (!(iouThreshold > 0 && iouThreshold <= 1))
    throw new DataError(
      `evaluateVoc: iouThreshold: expected a number in (0, 1], but got ${shownJson(iouThreshold)}.`,
    );
  if (year !== 2007 && year !== 2012)
    throw new DataError(`evaluateVoc: year: expected 2007 or 2012, but got ${shownJson(year)}.`);
  if (groundTruth.length !== detections.length)
    throw new DataError(
      `evaluateVoc: got detections of ${detections.length} images, but ground truth of ${groundTruth.length}.`,
    );
  const images = groundTruth.map(({ boxes, labels, difficult = [] }, i) => {
    checkRows(`groundTruth[${i}]`, boxes, labels, classes.length);
    const [kept, ignored] = [false, true].map((isDifficult) =>
      boxes.flatMap((_, row) => ((difficult[row] ?? false) === isDifficult ? [row] : [])),
    );
    return {
      bboxes: Float32Array.from(kept.flatMap((row) => boxes[row])),
      labels: kept.map((row) => labels[row]),
      bboxes_ignore: Float32Array.from(ignored.flatMap((row) => boxes[row])),
      labels_ignore: ignored.map((row) => labels[row]),
    };
  });
  const results = detections.map(({ boxes, scores, labels }, i) => {
    checkRows(`detections[${i}]`, boxes, labels, classes.length);
    if (scores?.length !== boxes.length || !Array.from(scores).every(Number.isFinite))
      throw new DataError(
        `detections[${i}].scores: expected ${boxes.length} finite numbers, one for each box.`,
      );
    return classes.map((_, label) =>
      Float32Array.from(boxes.flatMap((box, row) => (labels[row] === label ? [...box, scores[row]] : []))),
    );
  });
  const mode = year === 2007 ? '11points' : 'area';
  const options = { iouThreshold, mode, usesLegacyCoordinates: true } as const;
  const result = evaluateMeanAp(results, images, options);
  return {
    mAP: result.meanAp,
    perClass: result.classes.map(({ ap, numGts, numDets, recalls, precisions }, label) => ({
      name: classes[label],
      AP: ap,
      numGroundTruths: numGts,
      numDetections: numDets,
      recall: recalls,
      precision: precisions,
    })),
  };
}

function checkRows(
  where: string,
  boxes: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  numClasses: number,
): void {
  if (!Array.isArray(boxes))
    throw new DataError(`${where}.boxes: expected a list of boxes, but got ${shownJson(boxes)}.`);
  if (labels?.length !== boxes.length)
    throw new DataError(
      `${where}.labels: expected one for each of ${boxes.length} boxes, but got ${labels?.length ?? 'none'}.`,
    );
  for (const [row, box] of boxes.entries()) {
    if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite))
      throw new DataError(
        `${where}.boxes[${row}]: expected four numbers [x1, y1, x2, y2], but got ${shownJson(box)}.`,
      );
    const label = labels[row];
    if (!Number.isSafeInteger(label) || label < 0 || label >= numClasses)
      throw new DataError(
        `${where}.labels[${row}]: expected a label from 0 to ${numClasses - 1}, but got ${shownJson(label)}.`,
      );
  }
}
