/**
 * @module One layer of a transformer out of attentions, feed-forward networks and norms, in any order: mmcv's
 * `BaseTransformerLayer`; https://arxiv.org/abs/2005.12872, appendix A.3. Dims: B images, N queries, M keys, C channels;
 * rows lie as the attentions take them.
 */
import { z } from 'zod';
import { type Builder, type ComponentConfig, ConfigError, defineComponent, slot } from '../../core/index.js';
import { type Tensor2D, type Tensor3D, tidy } from '../../engine/index.js';
import {
  actCfgSchema,
  type InitCfg,
  initCfgOption,
  LayerNorm,
  Module,
  ModuleList,
  type NormCfg,
  normCfgSchema,
  normLayer,
} from '../../nn/index.js';
import type { Attention, AttentionCall } from './attention.js';
import { share } from './branch-dropout.js';
import type { FeedForwardNetwork } from './feed-forward.js';

export interface LayerCall
  extends Pick<AttentionCall, 'query' | 'key' | 'value' | 'queryPos' | 'keyPos' | 'keyMask'> {
  /** One of `[N, keys]` for each attention, added to its scores. */
  readonly attentionMasks?: readonly (Tensor2D | undefined)[];
  /** `[B, N]`, the `keyMask` of attention among queries. */
  readonly queryMask?: Tensor2D;
}

/** What a layer does, one after the other. */
export type Operation = 'self_attn' | 'norm' | 'ffn' | 'cross_attn';

export interface TransformerLayer extends Module {
  readonly channels: number;
  /** Whether norms come before what they are for. */
  readonly isPreNorm: boolean;
  /** Whether images come before places in the order of dims. */
  readonly batchFirst: boolean;
  /** @returns `[N, B, C]`. */
  forward(call: LayerCall): Tensor3D;
}

declare module '../../core/registry.js' {
  interface Slots {
    transformer_layer: TransformerLayer;
  }
}

export interface TransformerLayerParts {
  readonly order: readonly Operation[];
  /** One for each of `order`, at least one. */
  readonly attentions: readonly Attention[];
  readonly feedForwards: readonly FeedForwardNetwork[];
  readonly normCfg: NormCfg;
  readonly batchFirst: boolean;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class BaseTransformerLayer extends Module implements TransformerLayer {
  readonly channels: number;
  readonly isPreNorm: boolean;
  readonly batchFirst: boolean;
  readonly #order: readonly Operation[];
  readonly #attentions: readonly Attention[];
  readonly #feedForwards: readonly FeedForwardNetwork[];
  readonly #norms: readonly LayerNorm[];

  constructor({ order, attentions, feedForwards, normCfg, batchFirst, initCfg }: TransformerLayerParts) {
    super(initCfg);
    this.channels = attentions[0].channels;
    this.isPreNorm = order[0] === 'norm';
    this.batchFirst = batchFirst;
    this.#order = order;
    this.#attentions = this.child('attentions', new ModuleList(attentions)).modules;
    this.#feedForwards = this.child('ffns', new ModuleList(feedForwards)).modules;
    const norms = order
      .filter((operation) => operation === 'norm')
      .map(() => rowNorm(normCfg, this.channels));
    this.#norms = this.child('norms', new ModuleList(norms)).modules;
  }

  forward({
    query: start,
    key,
    value,
    queryPos,
    keyPos,
    attentionMasks,
    queryMask,
    keyMask,
  }: LayerCall): Tensor3D {
    return tidy(() => {
      const done = { attentions: 0, feedForwards: 0, norms: 0 };
      let query = start;
      let identity = start;
      for (const operation of this.#order) {
        const shortcut = this.isPreNorm ? identity : undefined;
        if (operation === 'norm') query = this.#norms[done.norms++].forward(query);
        else if (operation === 'ffn')
          query = this.#feedForwards[done.feedForwards++].forward(query, shortcut);
        else {
          const attentionMask = attentionMasks?.[done.attentions];
          const own = { query, identity: shortcut, queryPos, attentionMask };
          query = this.#attentions[done.attentions++].forward(
            operation === 'self_attn'
              ? { ...own, keyPos: queryPos, keyMask: queryMask }
              : { ...own, key, value, keyPos, keyMask },
          );
          identity = query; // and not what a feed-forward network gives, as published
        }
      }
      return query;
    });
  }
}

/** @throws {ConfigError} for a norm that does not normalise rows. */
export function rowNorm(config: NormCfg, channels: number): LayerNorm {
  const { norm } = normLayer(config, channels);
  if (norm instanceof LayerNorm) return norm;
  throw new ConfigError(`norm_cfg: layers of transformers normalise rows: LN can, ${config.type} cannot.`);
}

const layerOptions = {
  /** The attentions, in order; one stands for all of them. */
  attn_cfgs: slot('attention', { each: true }).nullable().default(null),
  /** The feed-forward networks, in order; one stands for all of them. */
  ffn_cfgs: slot('feedforward_network', { each: true, fallback: 'FFN' }).prefault({
    type: 'FFN',
    embed_dims: 256,
    feedforward_channels: 1024,
    num_fcs: 2,
    ffn_drop: 0,
    act_cfg: { type: 'ReLU', inplace: true },
  }),
  /** What a layer does, in order; norms first make it a pre-norm layer. */
  operation_order: z
    .array(z.enum(['self_attn', 'norm', 'ffn', 'cross_attn']))
    .nullable()
    .default(null),
  /** Normalisation of rows: `LN`. */
  norm_cfg: normCfgSchema.prefault({ type: 'LN' }),
  /** Images come before places in the order of dims. */
  batch_first: z.boolean().default(false),
  /** How weights start; a `Transformer` around it starts them its own way. */
  init_cfg: initCfgOption.nullable().default(null),
};

const baseLayerSchema = z.strictObject({
  ...layerOptions,
  /** Deprecated for `ffn_cfgs.feedforward_channels`. */
  feedforward_channels: z.int().positive().optional(),
  /** Deprecated for `ffn_cfgs.ffn_drop`. */
  ffn_dropout: share.optional(),
  /** Deprecated for `ffn_cfgs.num_fcs`. */
  ffn_num_fcs: z.int().min(2).optional(),
});

type LayerOptions = z.output<typeof baseLayerSchema>;

function buildLayer(options: LayerOptions, builder: Builder): BaseTransformerLayer {
  const { operation_order: order, batch_first: batchFirst } = options;
  const count = (...wanted: Operation[]) =>
    (order ?? []).filter((operation) => wanted.includes(operation)).length;
  const numAttentions = count('self_attn', 'cross_attn');
  if (order === null || numAttentions === 0) {
    throw new ConfigError('operation_order: a layer needs at least one self_attn or cross_attn.');
  }
  const attentions = repeated('attn_cfgs', options.attn_cfgs, numAttentions).map((config, i) => {
    if (config.batch_first !== undefined && config.batch_first !== batchFirst) {
      throw new ConfigError(
        `attn_cfgs.${i}.batch_first: is ${config.batch_first}, but the layer's is ${batchFirst}.`,
      );
    }
    return builder.build('attention', { ...config, batch_first: batchFirst }, `attn_cfgs.${i}`);
  });
  const [{ channels }] = attentions;
  const feedForwards = repeated('ffn_cfgs', feedForwardConfigs(options), count('ffn')).map((config, i) => {
    const { embed_dims: width = channels } = config;
    if (width !== channels) {
      throw new ConfigError(`ffn_cfgs.${i}.embed_dims: is ${width}, but the attention is ${channels} wide.`);
    }
    return builder.build('feedforward_network', { ...config, embed_dims: width }, `ffn_cfgs.${i}`);
  });
  return new BaseTransformerLayer({
    order,
    attentions,
    feedForwards,
    normCfg: options.norm_cfg,
    batchFirst,
    initCfg: options.init_cfg,
  });
}

/** One config for each of `count` parts. */
function repeated(
  name: string,
  configs: ComponentConfig | ComponentConfig[] | null,
  count: number,
): ComponentConfig[] {
  if (configs !== null && !Array.isArray(configs)) return new Array(count).fill(configs);
  if (configs?.length === count) return configs;
  throw new ConfigError(
    `${name}: operation_order needs ${count} of them, but there are ${configs?.length ?? 0}.`,
  );
}

/** With the deprecated options in the place of those that replace them. */
function feedForwardConfigs({ ffn_cfgs: configs, ...options }: LayerOptions): LayerOptions['ffn_cfgs'] {
  const replaced = Object.entries({
    feedforward_channels: options.feedforward_channels,
    ffn_drop: options.ffn_dropout,
    num_fcs: options.ffn_num_fcs,
  }).filter(([, value]) => value !== undefined);
  if (replaced.length === 0) return configs;
  if (!Array.isArray(configs)) return { ...configs, ...Object.fromEntries(replaced) };
  const [[name]] = replaced;
  throw new ConfigError(
    `ffn_cfgs: set ${name} of each in the list; the layer's own option is for one config.`,
  );
}

export const baseTransformerLayer = defineComponent({
  type: 'BaseTransformerLayer',
  schema: baseLayerSchema,
  build: buildLayer,
});

const DECODER_OPERATIONS = 6;

export const detrTransformerDecoderLayer = defineComponent({
  type: 'DetrTransformerDecoderLayer',
  schema: z.strictObject({
    ...layerOptions,
    /** Width of the hidden layers of the feed-forward networks, in force instead of `ffn_cfgs`. */
    feedforward_channels: z.int().positive(),
    /** Share that the feed-forward networks leave out, in force instead of `ffn_cfgs`. */
    ffn_dropout: share.default(0),
    /** Without effect, as published: the activation is that of `ffn_cfgs`. */
    act_cfg: actCfgSchema.prefault({ type: 'ReLU', inplace: true }),
    /** Linear layers of the feed-forward networks, in force instead of `ffn_cfgs`. */
    ffn_num_fcs: z.int().min(2).default(2),
  }),
  build: (options, builder) => {
    const order = options.operation_order ?? [];
    if (order.length !== DECODER_OPERATIONS || new Set(order).size !== 4) {
      throw new ConfigError(
        `operation_order: a decoder's layer has six operations, each of self_attn, cross_attn, norm and ffn among them, but got [${order.join(', ')}].`,
      );
    }
    return buildLayer(options, builder);
  },
});
