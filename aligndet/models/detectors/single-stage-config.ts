/** @module The options that single-stage detectors share. */
import { z } from 'zod';
import { slot } from '../../core/index.js';
import { initCfgOption } from '../../nn/index.js';
import { anchorTrainSchema, denseTestSchema } from '../dense-heads/dense-config.js';

/** Options of mmdetection's `SingleStageDetector`. */
export const singleStageOptions = {
  /** Feature maps of the image. */
  backbone: slot('backbone'),
  /** Turns the backbone's maps into a pyramid. */
  neck: slot('neck').nullable().default(null),
  /** Classes and boxes. */
  bbox_head: slot('dense_head'),
  /** How the head is trained; null in a detector that is not. */
  train_cfg: anchorTrainSchema.nullable().default(null),
  /** How detections are chosen. */
  test_cfg: denseTestSchema.nullable().default(null),
  /** Deprecated; has to stay null. */
  pretrained: z
    .null("write backbone.init_cfg: { type: 'Pretrained', checkpoint: ... } instead")
    .default(null),
  /** How weights start; the parts know for themselves when null. */
  init_cfg: initCfgOption.nullable().default(null),
};

export type SingleStageOptions = z.output<z.ZodObject<typeof singleStageOptions>>;
