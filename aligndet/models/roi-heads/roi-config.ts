/** @module The `train_cfg` and `test_cfg` of RoI heads. */
import { z } from 'zod';
import { slot } from '../../core/index.js';
import { nmsSchema } from '../../nn/index.js';

/** A single size, or height and width. */
export const sizeSchema = z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])]);

export function sizeOf(size: z.output<typeof sizeSchema>): readonly [height: number, width: number] {
  return typeof size === 'number' ? [size, size] : size;
}

export const roiTrainSchema = z.strictObject({
  /** Assigns proposals to ground truths. */
  assigner: slot('assigner'),
  /** Samples the assigned proposals. */
  sampler: slot('sampler'),
  /** Size of mask targets. */
  mask_size: sizeSchema.default(28),
  /** Whether mask targets keep coverage fractions instead of 0 and 1. */
  soft_mask_target: z.boolean().default(false),
  /** Weight of positives in the classification loss; 1 if not positive. */
  pos_weight: z.number().default(-1),
  /** No effect. */
  debug: z.boolean().default(false),
});

export type RoiTrainConfig = z.output<typeof roiTrainSchema>;

export const roiTestSchema = z.strictObject({
  /** Score threshold (exclusive). */
  score_thr: z.number(),
  /** NMS within each class. */
  nms: nmsSchema,
  /** Max detections per image; all if not positive. */
  max_per_img: z.int(),
  /** Min probability of a pixel of the mask. */
  mask_thr_binary: z.number().nonnegative().default(0.5),
});

export type RoiTestConfig = z.output<typeof roiTestSchema>;
