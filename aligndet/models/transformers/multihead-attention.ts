/**
 * @module Attention with positional encodings and a residual connection: mmcv's `MultiheadAttention`, as DETR uses it,
 * https://arxiv.org/abs/2005.12872, appendix A.3.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import { type Tensor3D, tidy } from '../../engine/index.js';
import { Dropout, type DropPath, type InitCfg, initCfgOption, Module } from '../../nn/index.js';
import type { Attention, AttentionCall } from './attention.js';
import { branchDropout, branchDropoutSchema, fraction } from './branch-dropout.js';
import { ProjectedAttention, type ProjectedAttentionOptions } from './projected-attention.js';

export interface MultiheadAttentionOptions extends ProjectedAttentionOptions {
  /** Dropout rate of the output. */
  readonly outputDropRate: number;
  /** Dropout of the residual branch. */
  readonly branchDropout?: Dropout | DropPath;
  readonly initCfg?: InitCfg | readonly InitCfg[] | null;
}

export class MultiheadAttention extends Module implements Attention {
  readonly channels: number;
  readonly #attention: ProjectedAttention;
  readonly #outputDropout: Dropout;
  readonly #branchDropout: Dropout | DropPath | undefined;

  constructor({
    outputDropRate,
    branchDropout: dropout,
    initCfg = null,
    ...options
  }: MultiheadAttentionOptions) {
    super(initCfg);
    this.channels = options.channels;
    this.#attention = this.child('attn', new ProjectedAttention(options));
    this.#outputDropout = this.child('proj_drop', new Dropout(outputDropRate));
    if (dropout !== undefined) this.#branchDropout = this.child<Dropout | DropPath>('dropout_layer', dropout);
  }

  forward({ query, identity = query, queryPos, attentionMask, keyMask, ...call }: AttentionCall): Tensor3D {
    const { key = query, value = key } = call;
    const isSame = queryPos !== undefined && queryPos.shape.join() === key.shape.join();
    const keyPos = call.keyPos ?? (isSame ? queryPos : undefined);
    return tidy(() => {
      const placedQuery = placed(query, queryPos);
      const placedKey = key === query && keyPos === queryPos ? placedQuery : placed(key, keyPos);
      const attended = this.#attention.forward({
        query: placedQuery,
        key: placedKey,
        value,
        attentionMask,
        keyMask,
      });
      const branch = this.#outputDropout.forward(attended);
      return identity.add<Tensor3D>(this.#branchDropout?.forward(branch) ?? branch);
    });
  }
}

function placed(rows: Tensor3D, positions: Tensor3D | undefined): Tensor3D {
  return positions === undefined ? rows : rows.add(positions);
}

export const multiheadAttention = defineComponent({
  type: 'MultiheadAttention',
  schema: z.strictObject({
    /** Width of the embeddings. */
    embed_dims: z.int().positive(),
    /** Number of heads; must divide the width. */
    num_heads: z.int().positive(),
    /** Dropout rate of the attention weights. */
    attn_drop: fraction.default(0),
    /** Dropout rate of the output. */
    proj_drop: fraction.default(0),
    /** Dropout of the residual branch. */
    dropout_layer: branchDropoutSchema.nullable().prefault({ type: 'Dropout', drop_prob: 0 }),
    /** Deprecated: sets `attn_drop` and the rate of `dropout_layer`. */
    dropout: fraction.optional(),
    /** Whether the batch dimension comes first; default: as in the layer around it. */
    batch_first: z.boolean().optional(),
    /** Whether the projections have biases. */
    bias: z.boolean().default(true),
    /** Append a learned key and value. */
    add_bias_kv: z.boolean().default(false),
    /** Append a key and value of zeros. */
    add_zero_attn: z.boolean().default(false),
    /** Width of the keys; `embed_dims` when null. */
    kdim: z.int().positive().nullable().default(null),
    /** Width of the values; `embed_dims` when null. */
    vdim: z.int().positive().nullable().default(null),
    /** Initialization of weights; a `Transformer` around it has its own. */
    init_cfg: initCfgOption.nullable().default(null),
  }),
  build: ({ dropout, dropout_layer: layer, ...options }) => {
    if (dropout !== undefined && layer === null) {
      throw new ConfigError('dropout: sets the rate of dropout_layer, which is null; use attn_drop instead.');
    }
    return new MultiheadAttention({
      channels: options.embed_dims,
      numHeads: options.num_heads,
      dropRate: dropout ?? options.attn_drop,
      outputDropRate: options.proj_drop,
      branchDropout: branchDropout(
        layer === null || dropout === undefined ? layer : { ...layer, drop_prob: dropout },
      ),
      batchFirst: options.batch_first ?? false,
      hasBias: options.bias,
      learnsKey: options.add_bias_kv,
      addsZeroKey: options.add_zero_attn,
      keyChannels: options.kdim ?? options.embed_dims,
      valueChannels: options.vdim ?? options.embed_dims,
      initCfg: options.init_cfg,
    });
  },
});
