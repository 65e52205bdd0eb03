/** @module The `train_cfg` and `test_cfg` of dense heads. */
import { z } from 'zod';
import { slot } from '../../core/index.js';
import { nmsSchema } from '../../nn/index.js';

export const anchorTrainSchema = z.strictObject({
  /** Which truth each anchor is to predict. */
  assigner: slot('assigner'),
  /** Which of the assigned anchors are learned from; all when absent. */
  sampler: slot('sampler').optional(),
  /** Pixels by which an anchor may lie outside the image; negative: anywhere. */
  allowed_border: z.number().default(-1),
  /** Weight of positives in the classification loss; 1 when not positive. */
  pos_weight: z.number().default(-1),
  /** Without effect. */
  debug: z.boolean().default(false),
});

export type AnchorTrainConfig = z.output<typeof anchorTrainSchema>;

export const proposalSchema = z.strictObject({
  /** Most boxes of a level that enter NMS; all when not positive. */
  nms_pre: z.int().default(-1),
  /** Most proposals of an image. */
  max_per_img: z.int().nonnegative(),
  /** How overlapping boxes are removed, within each level. */
  nms: nmsSchema,
  /** Boxes whose width and height are not both above it are left out; negative: none are. */
  min_bbox_size: z.number().default(-1),
});

export type ProposalConfig = z.output<typeof proposalSchema>;

/** The `test_cfg` of heads whose boxes are detections. */
export const denseTestSchema = z.strictObject({
  /** Most scores of a level that enter NMS; a negative number leaves out as many of the lowest. */
  nms_pre: z.int().default(-1),
  /** Without effect: published configs have it, but only proposals are chosen by size. */
  min_bbox_size: z.number().default(-1),
  /** Scores at or below it are left out. */
  score_thr: z.number(),
  /** How overlapping boxes are removed, within each class. */
  nms: nmsSchema,
  /** Most detections of an image. */
  max_per_img: z.int().nonnegative(),
});

export type DenseTestConfig = z.output<typeof denseTestSchema>;
