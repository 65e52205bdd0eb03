/** @module The `train_cfg` and `test_cfg` of RoI heads. */
import { z } from 'zod';
import { slot } from '../../core/index.js';
import { nmsSchema } from '../../nn/index.js';

/** Length of a side, or height and width. */
export const sizeSchema = z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])]);

export function sizeOf(size: z.output<typeof sizeSchema>): readonly [height: number, width: number] {
  return typeof size === 'number' ? [size, size] : size;
}

export const roiTrainSchema = z.strictObject({
  /** Which truth each proposal is to predict. */
  assigner: slot('assigner'),
  /** Which of the assigned proposals are learned from. */
  sampler: slot('sampler'),
  /** Size of the masks to be predicted. */
  mask_size: sizeSchema.default(28),
  /** Whether masks to be predicted keep their shares of covered pixels instead of 0 and 1. */
  soft_mask_target: z.boolean().default(false),
  /** Weight of positives in the classification loss; 1 when not positive. */
  pos_weight: z.number().default(-1),
  /** Without effect. */
  debug: z.boolean().default(false),
});

export type RoiTrainConfig = z.output<typeof roiTrainSchema>;

export const roiTestSchema = z.strictObject({
  /** Boxes at or below this score are left out. */
  score_thr: z.number(),
  /** How overlapping boxes are removed, within each class. */
  nms: nmsSchema,
  /** Most detections of an image; all when not positive. */
  max_per_img: z.int(),
  /** From this probability on a pixel belongs to the mask. */
  mask_thr_binary: z.number().nonnegative().default(0.5),
});

export type RoiTestConfig = z.output<typeof roiTestSchema>;
