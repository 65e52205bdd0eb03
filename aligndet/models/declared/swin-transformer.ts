/**
 * @module Declared: Swin Transformer, https://arxiv.org/abs/2103.14030; and two of them linked, CBNetV2,
 * https://arxiv.org/abs/2107.00420.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { actCfgSchema, initCfgOption, normCfgSchema } from '../../nn/index.js';

const share = z.number().min(0).max(1);
const perStage = z.array(z.int().positive()).min(1);

const common = {
  /** Side of the images of pre-training, which absolute positions are for. */
  pretrain_img_size: z
    .union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])])
    .default(224),
  /** Side of a patch. */
  patch_size: z.int().positive().default(4),
  /** Blocks of each stage. */
  depths: perStage.default([2, 2, 6, 2]),
  /** Heads of each stage. */
  num_heads: perStage.default([3, 6, 12, 24]),
  /** Side of a window, in patches. */
  window_size: z.int().positive().default(7),
  /** Width of hidden layers, in widths of the embeddings. */
  mlp_ratio: z.number().positive().default(4),
  /** Whether queries, keys and values have biases. */
  qkv_bias: z.boolean().default(true),
  /** Factor of the attention's scores; 1 by the root of a head's width when null. */
  qk_scale: z.number().nullable().default(null),
  /** Share of embeddings that is left out. */
  drop_rate: share.default(0),
  /** Share of attention weights that is left out. */
  attn_drop_rate: share.default(0),
  /** Normalise the patches' embeddings. */
  patch_norm: z.boolean().default(true),
  /** Stages whose maps are given out. */
  out_indices: z.array(z.int().nonnegative()).min(1).default([0, 1, 2, 3]),
  /** Stages that are not trained; -1: none. */
  frozen_stages: z.int().min(-1).default(-1),
  /** Deprecated for `init_cfg`: a checkpoint to start from. */
  pretrained: z.string().nullable().default(null),
  /** How weights start. */
  init_cfg: initCfgOption.nullable().default(null),
};

export const swinTransformer = defineComponent({
  type: 'SwinTransformer',
  schema: z.strictObject({
    ...common,
    /** Channels of the images. */
    in_channels: z.int().positive().default(3),
    /** Width of the first stage's embeddings. */
    embed_dims: z.int().positive().default(96),
    /** Stride of each stage. */
    strides: perStage.default([4, 2, 2, 2]),
    /** Share of blocks that is left out, growing from 0 to this with depth. */
    drop_path_rate: share.default(0.1),
    /** Add a learned embedding of the absolute place. */
    use_abs_pos_embed: z.boolean().default(false),
    /** Activation of the hidden layers. */
    act_cfg: actCfgSchema.prefault({ type: 'GELU' }),
    /** Normalisation of the maps given out. */
    norm_cfg: normCfgSchema.prefault({ type: 'LN' }),
    /** Recompute activations in the backward pass to save memory. */
    with_cp: z.boolean().default(false),
    /** The checkpoint has the names of the Swin authors. */
    convert_weights: z.boolean().default(false),
    /** `embed_dims` as CBNet spells it; AlignDet's base config of HTC has it so. */
    embed_dim: z.int().positive().optional(),
    /** `use_abs_pos_embed` as CBNet spells it. */
    ape: z.boolean().optional(),
    /** `with_cp` as CBNet spells it. */
    use_checkpoint: z.boolean().optional(),
  }),
});

/** Options of CBNet's own Swin Transformer. */
const cbnetOptions = {
  ...common,
  /** Channels of the images. */
  in_chans: z.int().positive().default(3),
  /** Width of the first stage's embeddings. */
  embed_dim: z.int().positive().default(96),
  /** Share of blocks that is left out, growing from 0 to this with depth. */
  drop_path_rate: share.default(0.2),
  /** Add a learned embedding of the absolute place. */
  ape: z.boolean().default(false),
  /** Recompute activations in the backward pass to save memory. */
  use_checkpoint: z.boolean().default(false),
};

export const swinTransformerV1 = defineComponent({
  type: 'SwinTransformerV1',
  schema: z.strictObject(cbnetOptions),
});

export const cbSwinTransformer = defineComponent({
  type: 'CBSwinTransformer',
  schema: z.strictObject({
    ...cbnetOptions,
    /** The links between both backbones start at 0. */
    cb_zero_init: z.boolean().default(true),
    /** Stages that the second backbone takes over from the first. */
    cb_del_stages: z.int().nonnegative().default(1),
  }),
});
