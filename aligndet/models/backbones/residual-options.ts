/** @module Options that the residual networks of mmdetection share. */
import { z } from 'zod';
import { convCfgOption, type InitCfg, initCfgOption, normCfgSchema } from '../../nn/index.js';

/** One positive integer a stage. */
export const stageIntegers = z.array(z.int().positive()).min(1).max(4);
const unsupported = (what: string) => z.null(`${what} is not supported; leave it null`).default(null);

/** Options common to ResNet, ResNeXt and RegNet; each adds its own. */
export const residualOptions = {
  /** Channels of the images. */
  in_channels: z.int().positive().default(3),
  /** Dilation of each stage. */
  dilations: stageIntegers.default([1, 1, 1, 1]),
  /** Stages whose maps are returned. */
  out_indices: z.array(z.int().min(0).max(3)).min(1).default([0, 1, 2, 3]),
  /** Stride in the 3x3 (`pytorch`) or the first 1x1 convolution (`caffe`). */
  style: z.enum(['pytorch', 'caffe']).default('pytorch'),
  /** Three 3x3 convolutions instead of one 7x7 in the stem. */
  deep_stem: z.boolean().default(false),
  /** Average pooling before the shortcut's convolution instead of striding in it. */
  avg_down: z.boolean().default(false),
  /** Frozen stages: 0 is the stem only, -1 none. */
  frozen_stages: z.int().min(-1).max(4).default(-1),
  /** Type of the convolutions. */
  conv_cfg: convCfgOption,
  /** Normalization. */
  norm_cfg: normCfgSchema.default({
    type: 'BN',
    requires_grad: true,
    eps: 1e-5,
    momentum: 0.1,
    affine: true,
    track_running_stats: true,
  }),
  /** Use running statistics in training too. */
  norm_eval: z.boolean().default(true),
  /** Deformable convolution; has to stay null. */
  dcn: unsupported('Deformable convolution'),
  /** Stages with deformable convolution; none. */
  stage_with_dcn: z.array(z.literal(false, 'deformable convolution is not supported')).default([]),
  /** Plugins within blocks; must be null. */
  plugins: unsupported('Plugins'),
  /** Recompute activations in the backward pass to save memory; no effect. */
  with_cp: z.boolean().default(false),
  /** Initialize each block as the identity: the last norm has weight 0. */
  zero_init_residual: z.boolean().default(true),
  /** Deprecated for `init_cfg`: a pre-trained checkpoint. */
  pretrained: z.string().nullable().default(null),
  /** Initialization of weights; null: Kaiming for convolutions, 1 for norms. */
  init_cfg: initCfgOption.nullable().default(null),
};

/** @returns the initialization that makes each block the identity; null if the config initializes otherwise. */
export function identityStart(
  options: { init_cfg: unknown; pretrained: string | null; zero_init_residual: boolean },
  lastNorm: string,
): InitCfg | null {
  const isDefault = options.init_cfg === null && options.pretrained === null;
  if (!isDefault || !options.zero_init_residual) return null;
  return { type: 'Constant', val: 0, override: { name: lastNorm } };
}
