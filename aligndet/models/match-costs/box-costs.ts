/**
 * @module Costs of boxes; DETR, https://arxiv.org/abs/2005.12872, section 3.1 and appendix A.2. Dims: N predicted boxes
 * `[N, 4]`, M true ones `[M, 4]`.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { xyxyToCxcywh, cxcywhToXyxy, overlaps } from '../../structures/index.js';
import { costWeight } from './class-costs.js';
import { costOfPairs, type MatchCost } from './match-cost.js';

const { abs, fround } = Math;

/** Corners of both, or centres and sizes. */
export type BoxFormat = 'xyxy' | 'xywh';

/** Sum of the distances of four numbers: predictions are cx, cy, w, h, truths x1, y1, x2, y2, both in shares of the image. */
export function boxL1Cost(format: BoxFormat, weight: number): MatchCost {
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

export const boxL1CostComponent = defineComponent({
  type: 'BBoxL1Cost',
  schema: z.strictObject({
    /** Factor of this cost in the total. */
    weight: costWeight,
    /** Whether corners are compared, or centres and sizes. */
    box_format: z.enum(['xyxy', 'xywh']).default('xyxy'),
  }),
  build: ({ weight, box_format: format }) => boxL1Cost(format, weight),
});

export const iouCostComponent = defineComponent({
  type: 'IoUCost',
  schema: z.strictObject({
    /** Intersection over union, over the predicted box, or with a slope for boxes that do not touch. */
    iou_mode: z.enum(['iou', 'iof', 'giou']).default('giou'),
    /** Factor of this cost in the total. */
    weight: costWeight,
  }),
  /** Less the overlap: both are x1, y1, x2, y2 in pixels. */
  build:
    ({ iou_mode: mode, weight }): MatchCost =>
    (predictions, groundTruths) =>
      overlaps(predictions.data as Float32Array, groundTruths.data as Float32Array, mode).map(
        (overlap) => -overlap * weight,
      ),
});
