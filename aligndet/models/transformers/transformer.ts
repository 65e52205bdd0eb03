/**
 * @module The transformer of DETR, https://arxiv.org/abs/2005.12872, section 3.2: self-attention over the map in the
 * encoder, cross-attention of queries to it in the decoder. Dims: B images, H, W, C of a map, P = H * W positions, Q
 * queries, L decoder layers.
 */
import { z } from 'zod';
import { ConfigError, defineComponent, slot } from '../../core/index.js';
import {
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor2d,
  tidy,
  zerosLike,
} from '../../engine/index.js';
import { type InitContext, Module, xavierValues } from '../../nn/index.js';
import type { PaddingMask } from '../positional-encodings/positional-encoding.js';
import type { TransformerLayerSequence } from './layer-sequences.js';

export interface TransformerOutputs {
  /** `[L, B, Q, C]`, the queries after each layer, or the last. */
  readonly queries: Tensor4D;
  /** `[B, H, W, C]`, the map after the encoder. */
  readonly memory: Tensor4D;
}

export class Transformer extends Module {
  readonly channels: number;
  readonly #encoder: TransformerLayerSequence;
  readonly #decoder: TransformerLayerSequence;

  constructor(encoder: TransformerLayerSequence, decoder: TransformerLayerSequence) {
    super();
    this.channels = encoder.channels;
    this.#encoder = this.child('encoder', encoder);
    this.#decoder = this.child('decoder', decoder);
  }

  /** Xavier uniform for every layer with a matrix called `weight`, as published; the attention projections are kept. */
  override initWeights({ random }: InitContext): void {
    for (const [, module] of this.namedModules()) {
      const own = new Map(module.ownParameters());
      const weight = own.get('weight');
      if (weight === undefined || weight.shape.length < 2) continue;
      weight.assign(xavierValues(weight.shape, { distribution: 'uniform' }, random));
      own.get('bias')?.fill(0);
    }
  }

  /**
   * @param map `[B, H, W, C]`.
   * @param padding masked positions.
   * @param queries `[Q, C]`, embeddings added to the queries, which are initially zeros.
   * @param positions `[B, H, W, C]`, positional encodings.
   */
  forward(map: Tensor4D, padding: PaddingMask, queries: Tensor2D, positions: Tensor4D): TransformerOutputs {
    return tidy(() => {
      const [batch, height, width, channels] = map.shape;
      const asRows = (x: Tensor4D) =>
        x.reshape<Tensor3D>([batch, height * width, channels]).transpose<Tensor3D>([1, 0, 2]); // [P, B, C]
      const mask = keyMask(padding);
      const keyPos = asRows(positions);
      const encoded = this.#encoder.forward({ query: asRows(map), queryPos: keyPos, queryMask: mask });
      const memory = encoded.squeeze<Tensor3D>([0]); // [P, B, C]
      const queryPos = queries.expandDims<Tensor3D>(1).tile<Tensor3D>([1, batch, 1]); // [Q, B, C]
      const query = zerosLike(queryPos);
      const decoded = this.#decoder.forward({
        query,
        key: memory,
        value: memory,
        queryPos,
        keyPos,
        keyMask: mask,
      });
      return {
        queries: decoded.transpose<Tensor4D>([0, 2, 1, 3]),
        memory: memory.transpose([1, 0, 2]).reshape<Tensor4D>(map.shape),
      };
    });
  }
}

/** `[B, P]`, added to scores; `undefined` without padding. */
function keyMask({ data, shape: [batch] }: PaddingMask): Tensor2D | undefined {
  if (!data.includes(1)) return undefined;
  return tensor2d(
    Float32Array.from(data, (isPadding) => (isPadding === 1 ? -Infinity : 0)),
    [batch, data.length / batch],
  );
}

declare module '../../core/registry.js' {
  interface Slots {
    transformer: Transformer;
  }
}

export const transformer = defineComponent({
  type: 'Transformer',
  schema: z.strictObject({
    /** Encoder: self-attention over the map. */
    encoder: slot('transformer_layer_sequence'),
    /** Decoder: attention of the queries to the map. */
    decoder: slot('transformer_layer_sequence'),
    /** Must be null: the transformer has its own initialization. */
    init_cfg: z.null('the transformer has its own initialization').default(null),
  }),
  build: (options, builder) => {
    const encoder = builder.build('transformer_layer_sequence', options.encoder, 'encoder');
    const decoder = builder.build('transformer_layer_sequence', options.decoder, 'decoder');
    for (const [name, { batchFirst }] of Object.entries({ encoder, decoder })) {
      if (!batchFirst) continue;
      throw new ConfigError(
        `${name}.transformerlayers.batch_first: is true, but a Transformer passes rows with the batch dimension second. Set it to false.`,
      );
    }
    if (encoder.channels !== decoder.channels) {
      throw new ConfigError(
        `decoder: is ${decoder.channels} wide, but the encoder is ${encoder.channels} wide (embed_dims).`,
      );
    }
    return new Transformer(encoder, decoder);
  },
});
