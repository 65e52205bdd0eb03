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
  /** Classification and box regression. */
  bbox_head: slot('dense_head'),
  /** Training options of the head; null if not trained. */
  train_cfg: anchorTrainSchema.nullable().default(null),
  /** Post-processing options. */
  test_cfg: denseTestSchema.nullable().default(null),
  /** Deprecated; has to stay null. */
  pretrained: z
    .null("write backbone.init_cfg: { type: 'Pretrained', checkpoint: ... } instead")
    .default(null),
  /** Initialization of weights; null: the modules' own. */
  init_cfg: initCfgOption.nullable().default(null),
};

export type SingleStageOptions = z.output<z.ZodObject<typeof singleStageOptions>>;
