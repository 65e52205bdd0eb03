/**
 * @module Declared: heads that score every place of a pyramid. RetinaNet, https://arxiv.org/abs/1708.02002; FCOS,
 * https://arxiv.org/abs/1904.01355.
 */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import { initCfgOption, normCfgSchema } from '../../nn/index.js';
import { anchorTrainSchema } from '../dense-heads/dense-config.js';
import { convKindOption } from './conv-kind.js';
import { denseTestSchema } from './dense-detectors.js';

/** An output layer that says "object" with a hundredth at first, so that the many negatives do not drown training. */
const narrowNormal = (output: string) => ({
  type: 'Normal' as const,
  layer: 'Conv2d',
  std: 0.01,
  override: { type: 'Normal' as const, name: output, std: 0.01, bias_prob: 0.01 },
});

const shared = {
  /** Number of classes, the background left out. */
  num_classes: z.int().positive(),
  /** Channels of the feature maps. */
  in_channels: z.int().positive(),
  /** Channels of the head's convolutions. */
  feat_channels: z.int().positive().default(256),
  /** Convolutions before the outputs, for classes and boxes each. */
  stacked_convs: z.int().nonnegative().default(4),
  /** Kind of the convolutions. */
  conv_cfg: convKindOption,
  /** Assignment of truths; a detector puts its `train_cfg` here. */
  train_cfg: anchorTrainSchema.nullable().default(null),
  /** Choice of detections; a detector puts its `test_cfg` here. */
  test_cfg: denseTestSchema.nullable().default(null),
};

/** Options of mmdetection's `RetinaHead`. */
export const retinaHeadOptions = {
  ...shared,
  /** Normalisation behind each convolution. */
  norm_cfg: normCfgSchema.nullable().default(null),
  /** Anchors. */
  anchor_generator: slot('prior_generator').prefault({
    type: 'AnchorGenerator',
    octave_base_scale: 4,
    scales_per_octave: 3,
    ratios: [0.5, 1, 2],
    strides: [8, 16, 32, 64, 128],
  }),
  /** How boxes are regressed. */
  bbox_coder: slot('bbox_coder').prefault({
    type: 'DeltaXYWHBBoxCoder',
    clip_border: true,
    target_means: [0, 0, 0, 0],
    target_stds: [1, 1, 1, 1],
  }),
  /** Whether the box loss compares boxes instead of their codes, as IoU losses need. */
  reg_decoded_bbox: z.boolean().default(false),
  /** Loss of the classes. */
  loss_cls: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 }),
  /** Loss of the boxes. */
  loss_bbox: slot('loss').prefault({ type: 'SmoothL1Loss', beta: 1 / 9, loss_weight: 1 }),
  /** How weights start. */
  init_cfg: initCfgOption.nullable().prefault(narrowNormal('retina_cls')),
};

/** From which to which distance, in pixels, a level predicts. */
const distances = z.tuple([z.number(), z.number()]);

/** Options of mmdetection's `FCOSHead`. */
export const fcosHeadOptions = {
  ...shared,
  /** Pixels of the image per place of each level. */
  strides: z
    .array(z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])]))
    .default([4, 8, 16, 32, 64]),
  /** Least and largest distance to a side that each level predicts; 1e8 is endless. */
  regress_ranges: z.array(distances).default([
    [-1, 64],
    [64, 128],
    [128, 256],
    [256, 512],
    [512, 1e8],
  ]),
  /** Only places near a box's centre learn it. */
  center_sampling: z.boolean().default(false),
  /** How near, in strides. */
  center_sample_radius: z.number().positive().default(1.5),
  /** Regress distances in strides instead of by an exponential. */
  norm_on_bbox: z.boolean().default(false),
  /** Centre-ness comes from the boxes' branch instead of the classes'. */
  centerness_on_reg: z.boolean().default(false),
  /** The last convolution of each branch is deformable. */
  dcn_on_last_conv: z.boolean().default(false),
  /** Whether convolutions have a bias; `auto`: those without a normalisation. */
  conv_bias: z.union([z.boolean(), z.literal('auto')]).default('auto'),
  /** Normalisation behind each convolution. */
  norm_cfg: normCfgSchema.nullable().prefault({ type: 'GN', num_groups: 32, requires_grad: true }),
  /** How boxes are regressed. */
  bbox_coder: slot('bbox_coder').prefault({ type: 'DistancePointBBoxCoder' }),
  /** Loss of the classes. */
  loss_cls: slot('loss').prefault({
    type: 'FocalLoss',
    use_sigmoid: true,
    gamma: 2,
    alpha: 0.25,
    loss_weight: 1,
  }),
  /** Loss of the boxes. */
  loss_bbox: slot('loss').prefault({ type: 'IoULoss', loss_weight: 1 }),
  /** Loss of the centre-ness. */
  loss_centerness: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 }),
  /** How weights start. */
  init_cfg: initCfgOption.nullable().prefault(narrowNormal('conv_cls')),
};

export const retinaHead = defineComponent({ type: 'RetinaHead', schema: z.strictObject(retinaHeadOptions) });
export const fcosHead = defineComponent({ type: 'FCOSHead', schema: z.strictObject(fcosHeadOptions) });
