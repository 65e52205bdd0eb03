/**
 * @module Encoder and decoder of DETR, https://arxiv.org/abs/2005.12872, appendix A.3: sequences of layers. Dims: B
 * images, N queries, C channels, L outputs; rows have the layout of the layers.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent, slot } from '../../core/index.js';
import { stack, type Tensor3D, type Tensor4D, tidy } from '../../engine/index.js';
import {
  type InitCfg,
  initCfgOption,
  type LayerNorm,
  Module,
  ModuleList,
  normCfgSchema,
} from '../../nn/index.js';
import { type LayerCall, rowNorm, type TransformerLayer } from './transformer-layer.js';

export interface TransformerLayerSequence extends Module {
  readonly channels: number;
  readonly batchFirst: boolean;
  /** @returns `[L, N, B, C]`: the queries after the last layer, or after each of them. */
  forward(call: LayerCall): Tensor4D;
}

declare module '../../core/registry.js' {
  interface Slots {
    transformer_layer_sequence: TransformerLayerSequence;
  }
}

export interface LayerSequenceModules {
  readonly layers: readonly TransformerLayer[];
  /** Normalizes the outputs. */
  readonly postNorm?: LayerNorm;
  readonly givesEach: boolean;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class LayerSequence extends Module implements TransformerLayerSequence {
  readonly channels: number;
  readonly batchFirst: boolean;
  readonly #layers: readonly TransformerLayer[];
  readonly #postNorm: LayerNorm | undefined;
  readonly #givesEach: boolean;

  constructor({ layers, postNorm, givesEach, initCfg }: LayerSequenceModules) {
    super(initCfg);
    this.channels = layers[0].channels;
    this.batchFirst = layers[0].batchFirst;
    this.#layers = this.child('layers', new ModuleList(layers)).modules;
    if (postNorm !== undefined) this.#postNorm = this.child('post_norm', postNorm);
    this.#givesEach = givesEach;
  }

  forward({ query, ...call }: LayerCall): Tensor4D {
    return tidy(() => {
      const behind: Tensor3D[] = [];
      for (const layer of this.#layers)
        behind.push(layer.forward({ ...call, query: behind.at(-1) ?? query }));
      const given = stack(this.#givesEach ? behind : behind.slice(-1)) as Tensor4D;
      return this.#postNorm?.forward(given) ?? given;
    });
  }
}

/** Options of mmcv's `TransformerLayerSequence`. */
const sequenceOptions = {
  /** The layers; a single one applies to all. */
  transformerlayers: slot('transformer_layer', { each: true }),
  /** Number of layers. */
  num_layers: z.int().positive(),
  /** Initialization of weights; a `Transformer` around it has its own. */
  init_cfg: initCfgOption.nullable().default(null),
};

function buildLayers(
  {
    transformerlayers: configs,
    num_layers: numLayers,
  }: Pick<z.output<z.ZodObject<typeof sequenceOptions>>, 'transformerlayers' | 'num_layers'>,
  builder: Builder,
): TransformerLayer[] {
  const each = Array.isArray(configs) ? configs : Array.from({ length: numLayers }, () => configs);
  if (each.length !== numLayers) {
    throw new ConfigError(`transformerlayers: num_layers is ${numLayers}, but there are ${each.length}.`);
  }
  const path = (i: number) => (Array.isArray(configs) ? `transformerlayers.${i}` : 'transformerlayers');
  return each.map((config, i) => builder.build('transformer_layer', config, path(i)));
}

export const detrTransformerEncoder = defineComponent({
  type: 'DetrTransformerEncoder',
  schema: z.strictObject({
    ...sequenceOptions,
    /** Normalization after the last layer, only for pre-norm layers. */
    post_norm_cfg: normCfgSchema.nullable().prefault({ type: 'LN' }),
  }),
  build: ({ post_norm_cfg: postNorm, init_cfg: initCfg, ...options }, builder) => {
    const layers = buildLayers(options, builder);
    const [{ isPreNorm, channels }] = layers;
    if (isPreNorm && postNorm === null) {
      throw new ConfigError('post_norm_cfg: missing, but needed by an encoder with pre-norm layers.');
    }
    return new LayerSequence({
      layers,
      ...(isPreNorm && postNorm !== null && { postNorm: rowNorm(postNorm, channels) }),
      givesEach: false,
      initCfg,
    });
  },
});

export const detrTransformerDecoder = defineComponent({
  type: 'DetrTransformerDecoder',
  schema: z.strictObject({
    ...sequenceOptions,
    /** Normalization of the outputs; null: none. */
    post_norm_cfg: normCfgSchema.nullable().prefault({ type: 'LN' }),
    /** Return the queries after every layer, as the losses of DETR need. */
    return_intermediate: z.boolean().default(false),
  }),
  build: (
    { post_norm_cfg: postNorm, init_cfg: initCfg, return_intermediate: givesEach, ...options },
    builder,
  ) => {
    const layers = buildLayers(options, builder);
    return new LayerSequence({
      layers,
      ...(postNorm !== null && { postNorm: rowNorm(postNorm, layers[0].channels) }),
      givesEach,
      initCfg,
    });
  },
});
