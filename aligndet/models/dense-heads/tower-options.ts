/** @module The options of heads that put a tower of convolutions before each output: RetinaNet's, FCOS's. */
import { z } from 'zod';
import { convCfgOption } from '../../nn/index.js';
import { anchorTrainSchema, denseTestSchema } from './dense-config.js';

/** Output `output` says "object" with a hundredth at first, so that the many negatives do not drown training. */
export const narrowNormal = (output: string) => ({
  type: 'Normal' as const,
  layer: 'Conv2d',
  std: 0.01,
  override: { type: 'Normal' as const, name: output, std: 0.01, bias_prob: 0.01 },
});

export const towerOptions = {
  /** Number of classes, the background left out. */
  num_classes: z.int().positive(),
  /** Channels of the feature maps. */
  in_channels: z.int().positive(),
  /** Channels of the head's convolutions. */
  feat_channels: z.int().positive().default(256),
  /** Convolutions before the outputs, for classes and boxes each. */
  stacked_convs: z.int().nonnegative().default(4),
  /** Kind of the convolutions. */
  conv_cfg: convCfgOption,
  /** Assignment of truths; a detector puts its `train_cfg` here. */
  train_cfg: anchorTrainSchema.nullable().default(null),
  /** Choice of detections; a detector puts its `test_cfg` here. */
  test_cfg: denseTestSchema.nullable().default(null),
};
