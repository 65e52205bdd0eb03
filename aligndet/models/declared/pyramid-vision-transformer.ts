/** @module Declared: Pyramid Vision Transformer, https://arxiv.org/abs/2102.12122; version 2, https://arxiv.org/abs/2106.13797. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { actCfgSchema, initCfgOption, normCfgSchema } from '../../nn/index.js';

const fraction = z.number().min(0).max(1);
const perStage = z.array(z.int().nonnegative());

const common = {
  /** Size of the pre-training images, for absolute position embeddings. */
  pretrain_img_size: z
    .union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])])
    .default(224),
  /** Channels of the images. */
  in_channels: z.int().positive().default(3),
  /** Embedding width per head. */
  embed_dims: z.int().positive().default(64),
  /** Number of stages. */
  num_stages: z.int().positive().default(4),
  /** Layers of each stage. */
  num_layers: perStage.default([3, 4, 6, 3]),
  /** Heads of each stage. */
  num_heads: perStage.default([1, 2, 5, 8]),
  /** Stride of each stage. */
  strides: perStage.default([4, 2, 2, 2]),
  /** Reduction ratio of keys and values in each stage. */
  sr_ratios: perStage.default([8, 4, 2, 1]),
  /** Stages whose maps are returned. */
  out_indices: z.array(z.int().nonnegative()).min(1).default([0, 1, 2, 3]),
  /** Width of each stage's hidden layers as a multiple of the embedding width. */
  mlp_ratios: z.array(z.number().positive()).default([8, 8, 4, 4]),
  /** Whether queries, keys and values have biases. */
  qkv_bias: z.boolean().default(true),
  /** Dropout rate of embeddings. */
  drop_rate: fraction.default(0),
  /** Dropout rate of attention weights. */
  attn_drop_rate: fraction.default(0),
  /** Stochastic depth rate, increasing from 0 to this with depth. */
  drop_path_rate: fraction.default(0.1),
  /** Activation of the hidden layers. */
  act_cfg: actCfgSchema.prefault({ type: 'GELU' }),
  /** Normalization. */
  norm_cfg: normCfgSchema.prefault({ type: 'LN', eps: 1e-6 }),
  /** Deprecated for `init_cfg`: a pre-trained checkpoint. */
  pretrained: z.string().nullable().default(null),
  /** The checkpoint has the names of the authors. */
  convert_weights: z.boolean().default(true),
  /** Initialization of weights; published configs only name the checkpoint. */
  init_cfg: z
    .union([initCfgOption, z.strictObject({ checkpoint: z.string() })])
    .nullable()
    .default(null),
};

export const pyramidVisionTransformer = defineComponent({
  type: 'PyramidVisionTransformer',
  schema: z.strictObject({
    ...common,
    /** Patch size of each stage. */
    patch_sizes: perStage.default([4, 2, 2, 2]),
    /** Padding of the patches of each stage. */
    paddings: perStage.default([0, 0, 0, 0]),
    /** Add a learned absolute position embedding. */
    use_abs_pos_embed: z.boolean().default(true),
    /** Normalize after each stage. */
    norm_after_stage: z.boolean().default(false),
    /** Use convolutions in the hidden layers. */
    use_conv_ffn: z.boolean().default(false),
  }),
});

/** Its overlapping patches and convolutions are fixed. */
export const pyramidVisionTransformerV2 = defineComponent({
  type: 'PyramidVisionTransformerV2',
  schema: z.strictObject(common),
});
