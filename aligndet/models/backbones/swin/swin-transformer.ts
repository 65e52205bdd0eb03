/** @module Swin Transformer, https://arxiv.org/abs/2103.14030, with mmdetection's options and names. */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../../core/index.js';
import { actCfgSchema, normCfgSchema } from '../../../nn/index.js';
import { Swin } from './swin.js';
import { commonOf, mmdetectionOptions, perStage } from './swin-options.js';

const schema = z.strictObject({
  ...mmdetectionOptions,
  /** Channels of the images. */
  in_channels: z.int().positive().default(3),
  /** Embedding width of the first stage. */
  embed_dims: z.int().positive().default(96),
  /** Stride of each stage; the first is `patch_size`. */
  strides: perStage.default([4, 2, 2, 2]),
  /** Add a learned absolute position embedding. */
  use_abs_pos_embed: z.boolean().default(false),
  /** Activation of the hidden layers. */
  act_cfg: actCfgSchema.prefault({ type: 'GELU' }),
  /** Normalization layers: `LN`. */
  norm_cfg: normCfgSchema.prefault({ type: 'LN' }),
  /** Recompute activations in the backward pass to save memory; no effect. */
  with_cp: z.boolean().default(false),
  /** The checkpoint has the names of the Swin authors. */
  convert_weights: z.boolean().default(false),
  /** `embed_dims` as CBNet spells it; AlignDet's base config of HTC has it so. */
  embed_dim: z.int().positive().optional(),
  /** `use_abs_pos_embed` as CBNet spells it. */
  ape: z.boolean().optional(),
  /** `with_cp` as CBNet spells it. */
  use_checkpoint: z.boolean().optional(),
});

type Options = z.output<typeof schema>;

export const swinTransformer = defineComponent({
  type: 'SwinTransformer',
  schema,
  build(options) {
    const { strides, patch_size: patchSize, depths, norm_cfg: normCfg } = options;
    if (strides[0] !== patchSize) {
      throw new ConfigError(
        `strides.0: patches must not overlap, so it must equal patch_size, ${patchSize}.`,
      );
    }
    if (strides.length < depths.length) {
      throw new ConfigError(`strides: has ${strides.length} values for ${depths.length} stages (depths).`);
    }
    if (normCfg.type !== 'LN') {
      throw new ConfigError(`norm_cfg: a SwinTransformer supports only LN, but got ${normCfg.type}.`);
    }
    const channels = options.embed_dim ?? options.embed_dims;
    const hasPositions = options.ape ?? options.use_abs_pos_embed;
    return new Swin({
      ...commonOf(options, channels, hasPositions),
      layout: 'mmdetection',
      inChannels: options.in_channels,
      mergingStrides: strides.slice(1),
      dropPathRate: options.drop_path_rate,
      actCfg: options.act_cfg,
      normCfg,
      checkpoint: checkpointOf(options),
      convertsWeights: options.convert_weights,
    });
  },
});

/** mmdetection warns about `pretrained`, but overwrites it and loads nothing. Here it is loaded. */
function checkpointOf({ init_cfg: initCfg, pretrained }: Options): string | null {
  if (initCfg === null) return pretrained;
  if (pretrained !== null) {
    throw new ConfigError('pretrained: give either pretrained or init_cfg, which replaces it.');
  }
  if (Array.isArray(initCfg) || initCfg.type !== 'Pretrained') {
    throw new ConfigError("init_cfg: a SwinTransformer supports only { type: 'Pretrained', checkpoint }.");
  }
  return initCfg.checkpoint;
}
