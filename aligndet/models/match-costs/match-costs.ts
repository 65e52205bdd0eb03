/**
 * @module The contract of match costs between predictions and ground truths, and the classification and box costs of
 * DETR, https://arxiv.org/abs/2005.12872, section 3.1 and appendix A.2. No gradients are needed; values are rounded to
 * float32 where PyTorch rounds, so that matches are equal. Dims: N predictions, M ground truths.
 */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { cxcywhToXyxy, overlaps, xyxyToCxcywh } from '../../structures/index.js';
import { sigmoid, softmax } from '../dense-heads/logits.js';

const { abs, fround, log } = Math;

/** Rows of values: boxes, logits, masks, or labels as rows of one. */
export interface CostRows {
  readonly data: Float32Array | Int32Array;
  /** Values per row. */
  readonly width: number;
}

/** @returns `[N, M]`. */
export type MatchCost = (predictions: CostRows, groundTruths: CostRows) => Float32Array;

declare module '../../core/registry.js' {
  interface Slots {
    match_cost: MatchCost;
  }
}

export function countRows({ data, width }: CostRows): number {
  return data.length / width;
}

/** `[N, M]` of `costOf` for each prediction and ground truth. */
export function costOfPairs(
  predictions: CostRows,
  groundTruths: CostRows,
  costOf: (prediction: number, groundTruth: number) => number,
): Float32Array {
  const [numPredictions, numGroundTruths] = [countRows(predictions), countRows(groundTruths)];
  const costs = new Float32Array(numPredictions * numGroundTruths);
  for (let i = 0, at = 0; i < numPredictions; i++) {
    for (let j = 0; j < numGroundTruths; j++) costs[at++] = costOf(i, j);
  }
  return costs;
}

/** Weight of this cost in the total. */
export const costWeight = z.number().default(1);

/** @throws {DataError} for a label without a logit. */
function checkLabels({ width }: CostRows, { data: labels }: CostRows): void {
  const stray = labels.find((label) => label < 0 || label >= width);
  if (stray === undefined) return;
  throw new DataError(`A box is labelled ${stray}, but predictions have ${width} scores, 0 to ${width - 1}.`);
}

/** Negative softmax probability of the class: at most 0. */
export function buildClassificationCost(weight: number): MatchCost {
  return (predictions, groundTruths) => {
    checkLabels(predictions, groundTruths);
    const { data: logits, width } = predictions;
    const { data: labels } = groundTruths;
    const rows = Array.from({ length: countRows(predictions) }, (_, i) =>
      softmax((logits as Float32Array).subarray(i * width, (i + 1) * width)),
    );
    return costOfPairs(predictions, groundTruths, (i, j) => -rows[i][labels[j]] * weight);
  };
}

/** Focal loss, https://arxiv.org/abs/1708.02002, of a logit as a positive and as a negative. */
export interface FocalOptions {
  readonly alpha: number;
  readonly gamma: number;
  /** Added to the argument of a logarithm. */
  readonly eps: number;
}

/** Loss of a logit as a positive, and as a negative. */
export function focalTerms(
  logit: number,
  { alpha, gamma, eps }: FocalOptions,
): [right: number, wrong: number] {
  const probability = sigmoid(logit);
  const rest = fround(1 - probability);
  const surprise = (value: number) => -fround(log(fround(value + fround(eps))));
  return [
    fround(fround(surprise(probability) * fround(alpha)) * fround(rest ** gamma)),
    fround(fround(surprise(rest) * fround(1 - alpha)) * fround(probability ** gamma)),
  ];
}

/** Loss of the class as a positive minus its loss as a negative. */
export function buildFocalLossCost(options: FocalOptions, weight: number): MatchCost {
  return (predictions, groundTruths) => {
    checkLabels(predictions, groundTruths);
    const { data: logits, width } = predictions;
    const { data: labels } = groundTruths;
    return costOfPairs(predictions, groundTruths, (i, j) => {
      const [right, wrong] = focalTerms(logits[i * width + labels[j]], options);
      return fround(right - wrong) * weight;
    });
  };
}

export const classificationCost = defineComponent({
  type: 'ClassificationCost',
  schema: z.strictObject({
    /** Weight of this cost in the total. */
    weight: costWeight,
  }),
  build: ({ weight }) => buildClassificationCost(weight),
});

/** Corners of both boxes, or centres and sizes. */
export type BoxFormat = 'xyxy' | 'xywh';

/** L1 distance: predictions are cx, cy, w, h, ground truths x1, y1, x2, y2, both as fractions of the image. */
export function buildBoxL1Cost(format: BoxFormat, weight: number): MatchCost {
  return (predictions, groundTruths) => {
    const [given, targets] = [predictions.data as Float32Array, groundTruths.data as Float32Array];
    const predicted = format === 'xyxy' ? cxcywhToXyxy(given) : given;
    const target = format === 'xywh' ? xyxyToCxcywh(targets) : targets;
    return costOfPairs(predictions, groundTruths, (i, j) => {
      let sum = 0;
      for (let k = 0; k < 4; k++)
        sum = fround(sum + fround(abs(fround(predicted[4 * i + k] - target[4 * j + k]))));
      return sum * weight;
    });
  };
}

export const boxL1Cost = defineComponent({
  type: 'BBoxL1Cost',
  schema: z.strictObject({
    /** Weight of this cost in the total. */
    weight: costWeight,
    /** Whether corners are compared, or centres and sizes. */
    box_format: z.enum(['xyxy', 'xywh']).default('xyxy'),
  }),
  build: ({ weight, box_format: format }) => buildBoxL1Cost(format, weight),
});

export const iouCost = defineComponent({
  type: 'IoUCost',
  schema: z.strictObject({
    /** IoU, intersection over the predicted box, or GIoU, which has a gradient for disjoint boxes. */
    iou_mode: z.enum(['iou', 'iof', 'giou']).default('giou'),
    /** Weight of this cost in the total. */
    weight: costWeight,
  }),
  /** Negative overlap: both are x1, y1, x2, y2 in pixels. */
  build:
    ({ iou_mode: mode, weight }): MatchCost =>
    (predictions, groundTruths) =>
      overlaps(predictions.data as Float32Array, groundTruths.data as Float32Array, mode).map(
        (overlap) => -overlap * weight,
      ),
});
