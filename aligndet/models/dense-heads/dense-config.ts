/** @module The `train_cfg` and `test_cfg` of dense heads. */
import { z } from 'zod';
import { slot } from '../../core/index.js';
import { nmsSchema } from '../../nn/index.js';

export const anchorTrainSchema = z.strictObject({
  /** Assigns anchors to ground truths. */
  assigner: slot('assigner'),
  /** Samples the assigned anchors; default: all. */
  sampler: slot('sampler').optional(),
  /** Number of pixels by which an anchor may exceed the image; negative: no limit. */
  allowed_border: z.number().default(-1),
  /** Weight of positives in the classification loss; 1 if not positive. */
  pos_weight: z.number().default(-1),
  /** No effect. */
  debug: z.boolean().default(false),
});

export type AnchorTrainConfig = z.output<typeof anchorTrainSchema>;

export const proposalSchema = z.strictObject({
  /** Max boxes of a level before NMS; all if not positive. */
  nms_pre: z.int().default(-1),
  /** Max proposals of an image. */
  max_per_img: z.int().nonnegative(),
  /** NMS within each level. */
  nms: nmsSchema,
  /** Min width and height of boxes (exclusive); negative: no limit. */
  min_bbox_size: z.number().default(-1),
});

export type ProposalConfig = z.output<typeof proposalSchema>;

/** The `test_cfg` of heads whose boxes are detections. */
export const denseTestSchema = z.strictObject({
  /** Max scores of a level before NMS; a negative value drops as many of the lowest. */
  nms_pre: z.int().default(-1),
  /** No effect: published configs have it, but only proposals are filtered by size. */
  min_bbox_size: z.number().default(-1),
  /** Score threshold (exclusive). */
  score_thr: z.number(),
  /** NMS within each class. */
  nms: nmsSchema,
  /** Max detections per image. */
  max_per_img: z.int().nonnegative(),
});

export type DenseTestConfig = z.output<typeof denseTestSchema>;
