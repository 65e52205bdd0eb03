/**
 * @module Declared: the transformer of DETR, https://arxiv.org/abs/2005.12872, appendix A.3, as mmcv 1.6 builds it:
 * layers out of attentions and feed-forward networks, sequences out of layers.
 */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import { actCfgSchema, initCfgOption, normCfgSchema } from '../../nn/index.js';

const init = {
  /** How weights start. */
  init_cfg: initCfgOption.nullable().default(null),
};

const share = z.number().min(0).max(1);

/** What is left out at random in training. */
const dropoutSchema = z.strictObject({
  /** Single numbers (`Dropout`), or the whole branch (`DropPath`). */
  type: z.enum(['Dropout', 'DropPath']),
  /** Share that is left out. */
  drop_prob: share.optional(),
  /** Accepted as published. */
  inplace: z.boolean().optional(),
});

export const multiheadAttention = defineComponent({
  type: 'MultiheadAttention',
  schema: z.strictObject({
    /** Width of the embeddings. */
    embed_dims: z.int().positive(),
    /** Number of heads; divides the width. */
    num_heads: z.int().positive(),
    /** Share of attention weights that is left out. */
    attn_drop: share.default(0),
    /** Share of the output that is left out. */
    proj_drop: share.default(0),
    /** What is left out before the shortcut is added. */
    dropout_layer: dropoutSchema.nullable().prefault({ type: 'Dropout', drop_prob: 0 }),
    /** Deprecated: sets `attn_drop` and the share of `dropout_layer`. */
    dropout: share.optional(),
    /** Images come before places in the order of dims. */
    batch_first: z.boolean().default(false),
    /** Whether the projections have biases. */
    bias: z.boolean().default(true),
    /** Learned biases at the end of keys and values. */
    add_bias_kv: z.boolean().default(false),
    /** A row of zeros at the end of keys and values. */
    add_zero_attn: z.boolean().default(false),
    /** Width of the keys; `embed_dims` when null. */
    kdim: z.int().positive().nullable().default(null),
    /** Width of the values; `embed_dims` when null. */
    vdim: z.int().positive().nullable().default(null),
    ...init,
  }),
});

export const ffn = defineComponent({
  type: 'FFN',
  schema: z.strictObject({
    /** Width of the embeddings. */
    embed_dims: z.int().positive().default(256),
    /** Width of the hidden layers. */
    feedforward_channels: z.int().positive().default(1024),
    /** Number of linear layers. */
    num_fcs: z.int().min(2).default(2),
    /** Activation. */
    act_cfg: actCfgSchema.prefault({ type: 'ReLU', inplace: true }),
    /** Share of the outputs of each layer that is left out. */
    ffn_drop: share.default(0),
    /** What is left out before the shortcut is added. */
    dropout_layer: dropoutSchema.nullable().default(null),
    /** Whether there is a shortcut. */
    add_identity: z.boolean().default(true),
    ...init,
  }),
});

const operations = z.array(z.enum(['self_attn', 'norm', 'ffn', 'cross_attn']));

/** Options of mmcv's `BaseTransformerLayer`. */
const layerOptions = {
  /** The attentions, in order; one stands for all of them. */
  attn_cfgs: slot('attention', { each: true }).nullable().default(null),
  /** The feed-forward networks, in order; one stands for all of them. */
  ffn_cfgs: slot('feedforward_network', { each: true }).prefault({
    type: 'FFN',
    embed_dims: 256,
    feedforward_channels: 1024,
    num_fcs: 2,
    ffn_drop: 0,
    act_cfg: { type: 'ReLU', inplace: true },
  }),
  /** What a layer does, in order; norms first make it a pre-norm layer. */
  operation_order: operations.nullable().default(null),
  /** Normalisation. */
  norm_cfg: normCfgSchema.prefault({ type: 'LN' }),
  /** Images come before places in the order of dims. */
  batch_first: z.boolean().default(false),
  ...init,
};

export const baseTransformerLayer = defineComponent({
  type: 'BaseTransformerLayer',
  schema: z.strictObject({
    ...layerOptions,
    /** Deprecated for `ffn_cfgs.feedforward_channels`. */
    feedforward_channels: z.int().positive().optional(),
    /** Deprecated for `ffn_cfgs.ffn_drop`. */
    ffn_dropout: share.optional(),
    /** Deprecated for `ffn_cfgs.num_fcs`. */
    ffn_num_fcs: z.int().min(2).optional(),
  }),
});

export const detrTransformerDecoderLayer = defineComponent({
  type: 'DetrTransformerDecoderLayer',
  schema: z.strictObject({
    ...layerOptions,
    /** Width of the hidden layer of the feed-forward network. */
    feedforward_channels: z.int().positive(),
    /** Share that the feed-forward network leaves out. */
    ffn_dropout: share.default(0),
    /** Activation of the feed-forward network. */
    act_cfg: actCfgSchema.prefault({ type: 'ReLU', inplace: true }),
    /** Linear layers of the feed-forward network. */
    ffn_num_fcs: z.int().min(2).default(2),
  }),
});

/** Options of mmcv's `TransformerLayerSequence`. */
const sequenceOptions = {
  /** The layers; one stands for all of them. */
  transformerlayers: slot('transformer_layer', { each: true }),
  /** Number of layers. */
  num_layers: z.int().positive(),
  /** Normalisation behind the last layer; null: none. */
  post_norm_cfg: normCfgSchema.nullable().prefault({ type: 'LN' }),
  ...init,
};

export const detrTransformerEncoder = defineComponent({
  type: 'DetrTransformerEncoder',
  schema: z.strictObject(sequenceOptions),
});

export const detrTransformerDecoder = defineComponent({
  type: 'DetrTransformerDecoder',
  schema: z.strictObject({
    ...sequenceOptions,
    /** Give out the queries behind every layer, as the losses of DETR need. */
    return_intermediate: z.boolean().default(false),
  }),
});

export const transformer = defineComponent({
  type: 'Transformer',
  schema: z.strictObject({
    /** Relates the places of the map. */
    encoder: slot('transformer_layer_sequence'),
    /** Lets queries look at the places. */
    decoder: slot('transformer_layer_sequence'),
    ...init,
  }),
});
