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
  /** Width of the first stage's embeddings. */
  embed_dims: z.int().positive().default(96),
  /** Stride of each stage; the first is `patch_size`. */
  strides: perStage.default([4, 2, 2, 2]),
  /** Add a learned embedding of the absolute place. */
  use_abs_pos_embed: z.boolean().default(false),
  /** Activation of the hidden layers. */
  act_cfg: actCfgSchema.prefault({ type: 'GELU' }),
  /** Normalisation everywhere: `LN`. */
  norm_cfg: normCfgSchema.prefault({ type: 'LN' }),
  /** Recompute activations in the backward pass to save memory; without effect. */
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
      throw new ConfigError(`strides.0: patches must not overlap, so that it is patch_size, ${patchSize}.`);
    }
    if (strides.length < depths.length) {
      throw new ConfigError(`strides: has ${strides.length} numbers for ${depths.length} stages (depths).`);
    }
    if (normCfg.type !== 'LN') {
      throw new ConfigError(
        `norm_cfg: a SwinTransformer normalises single places, by LN, not ${normCfg.type}.`,
      );
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

/** mmdetection warns of `pretrained`, and forgets it then: it overwrites what it made of it. Here it is loaded. */
function checkpointOf({ init_cfg: initCfg, pretrained }: Options): string | null {
  if (initCfg === null) return pretrained;
  if (pretrained !== null) {
    throw new ConfigError('pretrained: give either this or init_cfg, which replaces it.');
  }
  if (Array.isArray(initCfg) || initCfg.type !== 'Pretrained') {
    throw new ConfigError("init_cfg: a SwinTransformer takes { type: 'Pretrained', checkpoint } only.");
  }
  return initCfg.checkpoint;
}
