/** @module The options of heads with a tower of convolutions before each output: RetinaNet's, FCOS's. */
import { z } from 'zod';
import { convCfgOption } from '../../nn/index.js';
import { anchorTrainSchema, denseTestSchema } from './dense-config.js';

/**
 * Initializes the bias of `output` for an object probability of 0.01, so that the many negatives do not dominate
 * training.
 */
export const narrowNormal = (output: string) => ({
  type: 'Normal' as const,
  layer: 'Conv2d',
  std: 0.01,
  override: { type: 'Normal' as const, name: output, std: 0.01, bias_prob: 0.01 },
});

export const towerOptions = {
  /** Number of classes, without background. */
  num_classes: z.int().positive(),
  /** Channels of the feature maps. */
  in_channels: z.int().positive(),
  /** Channels of the head's convolutions. */
  feat_channels: z.int().positive().default(256),
  /** Convolutions in each tower (classes and boxes). */
  stacked_convs: z.int().nonnegative().default(4),
  /** Type of the convolutions. */
  conv_cfg: convCfgOption,
  /** Assignment of priors; a detector sets it to its `train_cfg`. */
  train_cfg: anchorTrainSchema.nullable().default(null),
  /** Post-processing; a detector sets it to its `test_cfg`. */
  test_cfg: denseTestSchema.nullable().default(null),
};
