/** @module The options that two-stage detectors share. */
import { z } from 'zod';
import { slot } from '../../core/index.js';
import { initCfgOption } from '../../nn/index.js';
import { anchorTrainSchema, proposalSchema } from '../dense-heads/dense-config.js';
import { roiTestSchema, roiTrainSchema } from '../roi-heads/roi-config.js';

export const twoStageTrainSchema = z.strictObject({
  /** The region proposal network. */
  rpn: anchorTrainSchema,
  /** Which of its boxes the second stage trains on; those of `test_cfg.rpn` when absent. */
  rpn_proposal: proposalSchema.optional(),
  /** The second stage. */
  rcnn: roiTrainSchema,
});

export const twoStageTestSchema = z.strictObject({
  /** Which boxes of the region proposal network the second stage looks at. */
  rpn: proposalSchema,
  /** Which of the second stage's boxes are detections. */
  rcnn: roiTestSchema,
});

/** Options of mmdetection's `TwoStageDetector`. */
export const twoStageOptions = {
  /** Feature maps of the image. */
  backbone: slot('backbone'),
  /** Turns the backbone's maps into a pyramid. */
  neck: slot('neck').nullable().default(null),
  /** Proposes regions. */
  rpn_head: slot('dense_head'),
  /** Looks at the regions. */
  roi_head: slot('roi_head'),
  /** How the heads are trained; null in a detector that is not. */
  train_cfg: twoStageTrainSchema.nullable().default(null),
  /** How detections are chosen. */
  test_cfg: twoStageTestSchema,
  /** Deprecated; has to stay null. */
  pretrained: z
    .null("write backbone.init_cfg: { type: 'Pretrained', checkpoint: ... } instead")
    .default(null),
  /** How weights start; the parts know for themselves when null. */
  init_cfg: initCfgOption.nullable().default(null),
};

export type TwoStageOptions = z.output<z.ZodObject<typeof twoStageOptions>>;
