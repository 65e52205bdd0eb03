/**
 * @module Sine and cosine encodings of the rows and columns of a map; DETR, https://arxiv.org/abs/2005.12872, appendix
 * A.4, after https://arxiv.org/abs/1706.03762, section 3.5. Dims: B images, H, W of a map, F values per axis.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { type Tensor4D, tensor4d } from '../../engine/index.js';
import { initCfgOption, Module } from '../../nn/index.js';
import type { PaddingMask, PositionalEncoding } from './positional-encoding.js';

const { fround } = Math;

export interface SineOptions {
  /** Values per axis. */
  readonly numFeats: number;
  /** Temperature: ratio of the longest to the shortest wavelength. */
  readonly temperature: number;
  /** Normalizes positions by the size without padding; unnormalized if absent. */
  readonly normalised?: {
    /** Scale of normalized positions. */
    readonly scale: number;
    /** Added to the divisor. */
    readonly eps: number;
    /** Added to positions. */
    readonly offset: number;
  };
}

export class SinePositionalEncoding extends Module implements PositionalEncoding {
  readonly channels: number;
  readonly #options: SineOptions;
  /** `[F]` divisors of positions: each twice, for sine and cosine. */
  readonly #wavelengths: Float32Array;

  constructor(options: SineOptions) {
    super();
    const { numFeats, temperature } = options;
    this.channels = 2 * numFeats;
    this.#options = options;
    this.#wavelengths = Float32Array.from(
      { length: numFeats },
      (_, i) => temperature ** fround((2 * Math.floor(i / 2)) / numFeats),
    );
  }

  forward(padding: PaddingMask): Tensor4D {
    const [batch, height, width] = padding.shape;
    const [rows, columns] = [this.#positions(padding, 1), this.#positions(padding, 2)];
    const waves = new Map<number, Float32Array>(); // most positions have the same encoding as others
    const wavesAt = (position: number): Float32Array => {
      const known = waves.get(position) ?? this.#wavesAt(position);
      waves.set(position, known);
      return known;
    };
    const encodings = new Float32Array(rows.length * this.channels);
    for (let i = 0, at = 0; i < rows.length; i++, at += this.channels) {
      encodings.set(wavesAt(rows[i]), at);
      encodings.set(wavesAt(columns[i]), at + this.channels / 2);
    }
    return tensor4d(encodings, [batch, height, width, this.channels]);
  }

  /** `[B, H, W]`, the number of non-padding positions up to each along an axis, as a fraction of all if normalized. */
  #positions({ data, shape }: PaddingMask, axis: 1 | 2): Float32Array {
    const [, height, width] = shape;
    const [length, step] = axis === 1 ? [height, width] : [width, 1];
    const positions = new Float32Array(data.length);
    for (let first = 0; first < data.length; first++) {
      const isFirst = axis === 1 ? first % (height * width) < width : first % width === 0;
      if (!isFirst) continue;
      for (let i = 0, at = first, count = 0; i < length; i++, at += step)
        positions[at] = count += 1 - data[at];
      this.#normalise(positions, first, length, step);
    }
    return positions;
  }

  #normalise(positions: Float32Array, first: number, length: number, step: number): void {
    const { normalised } = this.#options;
    if (normalised === undefined) return;
    const [scale, offset] = [fround(normalised.scale), fround(normalised.offset)];
    const whole = fround(positions[first + (length - 1) * step] + fround(normalised.eps));
    for (let i = 0, at = first; i < length; i++, at += step) {
      positions[at] = fround(fround(fround(positions[at] + offset) / whole) * scale);
    }
  }

  /** `[F]`: alternating sine and cosine, with increasing wavelength. */
  #wavesAt(position: number): Float32Array {
    return this.#wavelengths.map((wavelength, i) => {
      const angle = fround(position / wavelength);
      return i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    });
  }
}

export const sinePositionalEncoding = defineComponent({
  type: 'SinePositionalEncoding',
  schema: z.strictObject({
    /** Values per axis, an even number; half of the embeddings' width. */
    num_feats: z.int().positive().multipleOf(2),
    /** Ratio of the longest to the shortest wavelength. */
    temperature: z.number().positive().default(10000),
    /** Normalize positions by the size of the map. */
    normalize: z.boolean().default(false),
    /** Scale of normalized positions. */
    scale: z
      .number()
      .positive()
      .default(2 * Math.PI),
    /** Added to the divisor. */
    eps: z.number().positive().default(1e-6),
    /** Added to positions before normalization. */
    offset: z.number().default(0),
    /** No effect: there are no weights. */
    init_cfg: initCfgOption.nullable().default(null),
  }),
  build: ({ num_feats: numFeats, temperature, normalize, scale, eps, offset }) =>
    new SinePositionalEncoding({
      numFeats,
      temperature,
      ...(normalize && { normalised: { scale, eps, offset } }),
    }),
});
