/** @module Declared: Pyramid Vision Transformer, https://arxiv.org/abs/2102.12122; version 2, https://arxiv.org/abs/2106.13797. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { actCfgSchema, initCfgOption, normCfgSchema } from '../../nn/index.js';

const fraction = z.number().min(0).max(1);
const perStage = z.array(z.int().nonnegative());

const common = {
  /** Side of the images of pre-training, which absolute positions are for. */
  pretrain_img_size: z
    .union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])])
    .default(224),
  /** Channels of the images. */
  in_channels: z.int().positive().default(3),
  /** Width of a head's embeddings. */
  embed_dims: z.int().positive().default(64),
  /** Number of stages. */
  num_stages: z.int().positive().default(4),
  /** Layers of each stage. */
  num_layers: perStage.default([3, 4, 6, 3]),
  /** Heads of each stage. */
  num_heads: perStage.default([1, 2, 5, 8]),
  /** Stride of each stage. */
  strides: perStage.default([4, 2, 2, 2]),
  /** How much smaller keys and values are in each stage. */
  sr_ratios: perStage.default([8, 4, 2, 1]),
  /** Stages whose maps are given out. */
  out_indices: z.array(z.int().nonnegative()).min(1).default([0, 1, 2, 3]),
  /** Width of each stage's hidden layers, in widths of the embeddings. */
  mlp_ratios: z.array(z.number().positive()).default([8, 8, 4, 4]),
  /** Whether queries, keys and values have biases. */
  qkv_bias: z.boolean().default(true),
  /** Share of embeddings that is left out. */
  drop_rate: fraction.default(0),
  /** Share of attention weights that is left out. */
  attn_drop_rate: fraction.default(0),
  /** Share of layers that is left out, growing from 0 to this with depth. */
  drop_path_rate: fraction.default(0.1),
  /** Activation of the hidden layers. */
  act_cfg: actCfgSchema.prefault({ type: 'GELU' }),
  /** Normalisation. */
  norm_cfg: normCfgSchema.prefault({ type: 'LN', eps: 1e-6 }),
  /** Deprecated for `init_cfg`: a checkpoint to start from. */
  pretrained: z.string().nullable().default(null),
  /** The checkpoint has the names of the authors. */
  convert_weights: z.boolean().default(true),
  /** How weights start; published configs name the checkpoint alone. */
  init_cfg: z
    .union([initCfgOption, z.strictObject({ checkpoint: z.string() })])
    .nullable()
    .default(null),
};

export const pyramidVisionTransformer = defineComponent({
  type: 'PyramidVisionTransformer',
  schema: z.strictObject({
    ...common,
    /** Side of the patches of each stage. */
    patch_sizes: perStage.default([4, 2, 2, 2]),
    /** Padding of the patches of each stage. */
    paddings: perStage.default([0, 0, 0, 0]),
    /** Add a learned embedding of the absolute place. */
    use_abs_pos_embed: z.boolean().default(true),
    /** Normalise behind each stage. */
    norm_after_stage: z.boolean().default(false),
    /** Convolve in the hidden layers. */
    use_conv_ffn: z.boolean().default(false),
  }),
});

/** Its overlapping patches and convolutions are fixed. */
export const pyramidVisionTransformerV2 = defineComponent({
  type: 'PyramidVisionTransformerV2',
  schema: z.strictObject(common),
});
