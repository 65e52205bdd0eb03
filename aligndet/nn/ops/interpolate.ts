/** @module Resizing of maps as in PyTorch's `F.interpolate`. Maps are `[B, H, W, C]`. */
import { ConfigError } from '../../core/index.js';
import { interpolate as resize, type Tensor4D } from '../../engine/index.js';
import { resample, type Sources } from './resample.js';
import { type Pair, pair } from './window.js';

export interface InterpolateOptions {
  readonly mode?: 'nearest' | 'bilinear' | 'bicubic';
  /** `[H', W']`; either this or `scaleFactor`. */
  readonly size?: Pair;
  readonly scaleFactor?: Pair;
  /** Align the corner pixels; not for `nearest`. */
  readonly alignCorners?: boolean;
}

/** Parameter of the cubic convolution in PyTorch. */
const CUBIC_A = -0.75;

const { floor, fround, max, min } = Math;

export function interpolate(x: Tensor4D, options: InterpolateOptions): Tensor4D {
  const { mode = 'nearest', size, scaleFactor, alignCorners = false } = options;
  if ((size === undefined) === (scaleFactor === undefined)) {
    throw new ConfigError('interpolate: give either a size or a scale factor.');
  }
  const lengths = [x.shape[1], x.shape[2]] as const;
  const factors = scaleFactor === undefined ? undefined : pair(scaleFactor);
  const [height, width] =
    size === undefined ? lengths.map((length, axis) => floor(length * factors![axis])) : pair(size);
  const isExact =
    factors === undefined || (height === lengths[0] * factors[0] && width === lengths[1] * factors[1]);
  if (mode !== 'bicubic' && isExact) return resize(x, [height, width], mode, alignCorners);
  const sources = (axis: 0 | 1, count: number): Sources => {
    const step = stepOf(lengths[axis], count, factors?.[axis], alignCorners);
    const at = sourceOf[mode];
    return Array.from({ length: count }, (_, i) => at(i, step, lengths[axis], alignCorners));
  };
  return resample(x, sources(0, height), sources(1, width));
}

/** Source pixels per output pixel. A given factor is used as is, even if the sizes imply another. */
function stepOf(length: number, count: number, factor: number | undefined, alignCorners: boolean): number {
  if (alignCorners) return count > 1 ? fround((length - 1) / (count - 1)) : 0;
  return factor === undefined ? fround(length / count) : fround(1 / factor);
}

type SourceOf = (index: number, step: number, length: number, alignCorners: boolean) => [number, number][];

const center = (index: number, step: number, alignCorners: boolean) =>
  alignCorners ? fround(index * step) : fround(fround(step * (index + 0.5)) - 0.5);

const nearest: SourceOf = (index, step, length) => [[min(floor(fround(index * step)), length - 1), 1]];

const bilinear: SourceOf = (index, step, length, alignCorners) => {
  const at = max(0, center(index, step, alignCorners));
  const low = min(floor(at), length - 1);
  const weight = at - low;
  return [
    [low, 1 - weight],
    [min(low + 1, length - 1), weight],
  ];
};

const bicubic: SourceOf = (index, step, length, alignCorners) => {
  const at = center(index, step, alignCorners);
  const low = floor(at);
  return [-1, 0, 1, 2].map((offset) => [
    max(0, min(low + offset, length - 1)),
    cubic(Math.abs(at - low - offset)),
  ]);
};

/** Weight of a pixel at this distance. */
function cubic(distance: number): number {
  if (distance <= 1) return ((CUBIC_A + 2) * distance - (CUBIC_A + 3)) * distance * distance + 1;
  return ((CUBIC_A * distance - 5 * CUBIC_A) * distance + 8 * CUBIC_A) * distance - 4 * CUBIC_A;
}

const sourceOf = { nearest, bilinear, bicubic };
