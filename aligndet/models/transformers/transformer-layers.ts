/** @module The transformer layers available in configs; both run their operations in the given order. */
import { z } from 'zod';
import { type Builder, type ComponentConfig, ConfigError, defineComponent, slot } from '../../core/index.js';
import { actCfgSchema, initCfgOption, normCfgSchema } from '../../nn/index.js';
import { fraction } from './branch-dropout.js';
import { BaseTransformerLayer, type Operation } from './transformer-layer.js';

const layerOptions = {
  /** The attentions, in order; a single one applies to all. */
  attn_cfgs: slot('attention', { each: true }).nullable().default(null),
  /** The feed-forward networks, in order; a single one applies to all. */
  ffn_cfgs: slot('feedforward_network', { each: true, fallback: 'FFN' }).prefault({
    type: 'FFN',
    embed_dims: 256,
    feedforward_channels: 1024,
    num_fcs: 2,
    ffn_drop: 0,
    act_cfg: { type: 'ReLU', inplace: true },
  }),
  /** The operations of a layer, in order; starting with a norm makes it a pre-norm layer. */
  operation_order: z
    .array(z.enum(['self_attn', 'norm', 'ffn', 'cross_attn']))
    .nullable()
    .default(null),
  /** Normalization of rows: `LN`. */
  norm_cfg: normCfgSchema.prefault({ type: 'LN' }),
  /** Whether the batch dimension comes first. */
  batch_first: z.boolean().default(false),
  /** Initialization of weights; a `Transformer` around it has its own. */
  init_cfg: initCfgOption.nullable().default(null),
};

const baseLayerSchema = z.strictObject({
  ...layerOptions,
  /** Deprecated for `ffn_cfgs.feedforward_channels`. */
  feedforward_channels: z.int().positive().optional(),
  /** Deprecated for `ffn_cfgs.ffn_drop`. */
  ffn_dropout: fraction.optional(),
  /** Deprecated for `ffn_cfgs.num_fcs`. */
  ffn_num_fcs: z.int().min(2).optional(),
});

type LayerOptions = z.output<typeof baseLayerSchema>;

function buildLayer(options: LayerOptions, builder: Builder): BaseTransformerLayer {
  const { operation_order: order, batch_first: batchFirst } = options;
  const count = (...expected: Operation[]) =>
    (order ?? []).filter((operation) => expected.includes(operation)).length;
  const numAttentions = count('self_attn', 'cross_attn');
  if (order === null || numAttentions === 0) {
    throw new ConfigError('operation_order: a layer needs at least one self_attn or cross_attn.');
  }
  const attentions = repeated('attn_cfgs', options.attn_cfgs, numAttentions).map(({ config, path }) => {
    if (config.batch_first !== undefined && config.batch_first !== batchFirst) {
      throw new ConfigError(
        `${path}.batch_first: is ${config.batch_first}, but the layer's is ${batchFirst}; both must be equal.`,
      );
    }
    return builder.build('attention', { ...config, batch_first: batchFirst }, path);
  });
  const [{ channels }] = attentions;
  const networks = repeated('ffn_cfgs', feedForwardConfigs(options), count('ffn'));
  const feedForwards = networks.map(({ config, path }) => {
    const { embed_dims: width = channels } = config;
    if (width !== channels) {
      throw new ConfigError(
        `${path}.embed_dims: is ${width}, but that of the attention is ${channels}; both must be equal.`,
      );
    }
    return builder.build('feedforward_network', { ...config, embed_dims: width }, path);
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

/** One config for each of `count` modules, and its config path. */
function repeated(
  name: string,
  configs: ComponentConfig | ComponentConfig[] | null,
  count: number,
): { config: ComponentConfig; path: string }[] {
  if (configs !== null && !Array.isArray(configs))
    return new Array(count).fill({ config: configs, path: name });
  if (configs?.length === count) return configs.map((config, i) => ({ config, path: `${name}.${i}` }));
  throw new ConfigError(
    `${name}: operation_order needs ${count} of them, but there are ${configs?.length ?? 0}.`,
  );
}

/** Replaces deprecated options by their successors. */
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
    `ffn_cfgs: set ${name} in each element of the list; the option of the layer is for a single config.`,
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
    /** Width of the hidden layers of the feed-forward networks, overrides `ffn_cfgs`. */
    feedforward_channels: z.int().positive(),
    /** Dropout rate of the feed-forward networks, overrides `ffn_cfgs`. */
    ffn_dropout: fraction.default(0),
    /** No effect, as published: the activation is that of `ffn_cfgs`. */
    act_cfg: actCfgSchema.prefault({ type: 'ReLU', inplace: true }),
    /** Linear layers of the feed-forward networks, overrides `ffn_cfgs`. */
    ffn_num_fcs: z.int().min(2).default(2),
  }),
  build: (options, builder) => {
    const order = options.operation_order ?? [];
    if (order.length !== DECODER_OPERATIONS || new Set(order).size !== 4) {
      throw new ConfigError(
        `operation_order: expected six operations for a decoder layer, with at least one self_attn, cross_attn, norm and ffn each, but got [${order.join(', ')}].`,
      );
    }
    return buildLayer(options, builder);
  },
});
