/** @module The options that two-stage detectors share. */
import { z } from 'zod';
import { slot } from '../../core/index.js';
import { initCfgOption } from '../../nn/index.js';
import { anchorTrainSchema, proposalSchema } from '../dense-heads/dense-config.js';
import { roiTestSchema, roiTrainSchema } from '../roi-heads/roi-config.js';

export const twoStageTrainSchema = z.strictObject({
  /** The region proposal network. */
  rpn: anchorTrainSchema,
  /** Selection of proposals for training the second stage; default: that of `test_cfg.rpn`. */
  rpn_proposal: proposalSchema.optional(),
  /** The second stage. */
  rcnn: roiTrainSchema,
});

export const twoStageTestSchema = z.strictObject({
  /** Selection of proposals for the second stage. */
  rpn: proposalSchema,
  /** Post-processing of the second stage. */
  rcnn: roiTestSchema,
});

/** Options of mmdetection's `TwoStageDetector`. */
export const twoStageOptions = {
  /** Feature maps of the image. */
  backbone: slot('backbone'),
  /** Turns the backbone's maps into a pyramid. */
  neck: slot('neck').nullable().default(null),
  /** Region proposal network. */
  rpn_head: slot('dense_head'),
  /** Second stage. */
  roi_head: slot('roi_head'),
  /** Training options of the heads; null if not trained. */
  train_cfg: twoStageTrainSchema.nullable().default(null),
  /** Post-processing options. */
  test_cfg: twoStageTestSchema,
  /** Deprecated; has to stay null. */
  pretrained: z
    .null("write backbone.init_cfg: { type: 'Pretrained', checkpoint: ... } instead")
    .default(null),
  /** Initialization of weights; null: the modules' own. */
  init_cfg: initCfgOption.nullable().default(null),
};

export type TwoStageOptions = z.output<z.ZodObject<typeof twoStageOptions>>;
