/** @module Random initial values, by name of the distribution. Shapes are PyTorch's: `[out, in, ...kernel]`. */
import { ConfigError, type RandomSource } from '../../core/index.js';

type Shape = readonly number[];

export function normalValues(size: number, mean: number, std: number, random: RandomSource): Float32Array {
  return new Float32Array(size).map(() => random.normal(mean, std));
}

export function uniformValues(size: number, low: number, high: number, random: RandomSource): Float32Array {
  return new Float32Array(size).map(() => random.torchUniform(low, high));
}

/** Truncated normal values in `[least, most]`, by rejection sampling. */
export function truncatedNormalValues(
  size: number,
  { mean, std, a: min, b: max }: { mean: number; std: number; a: number; b: number },
  random: RandomSource,
): Float32Array {
  return new Float32Array(size).map(() => {
    for (;;) {
      const value = random.normal(mean, std);
      if (value >= min && value <= max) return value;
    }
  });
}

/** Values with the given standard deviation, from either distribution. */
export function spreadValues(
  size: number,
  std: number,
  distribution: 'normal' | 'uniform',
  random: RandomSource,
): Float32Array {
  const bound = Math.sqrt(3) * std;
  return distribution === 'normal'
    ? normalValues(size, 0, std, random)
    : uniformValues(size, -bound, bound, random);
}

/** Fan in and fan out. */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new ConfigError(
      `Xavier and Kaiming need weights of 2 dimensions or more, but got [${shape.join(', ')}].`,
    );
  }
  const [outputs, inputs, ...kernel] = shape;
  const field = kernel.reduce((product, dim) => product * dim, 1);
  return { fanIn: inputs * field, fanOut: outputs * field };
}

/** http://proceedings.mlr.press/v9/glorot10a.html, equation 16. @param gain scale factor. */
export function xavierValues(
  shape: Shape,
  { gain = 1, distribution }: { gain?: number; distribution: 'normal' | 'uniform' },
  random: RandomSource,
): Float32Array {
  const { fanIn, fanOut } = fans(shape);
  const size = shape.reduce((product, dim) => product * dim, 1);
  return spreadValues(size, gain * Math.sqrt(2 / (fanIn + fanOut)), distribution, random);
}

type Nonlinearity = 'relu' | 'leaky_relu' | 'linear' | 'sigmoid' | 'tanh' | 'selu';

/** Gain of the following nonlinearity; `negativeSlope` is that of a leaky ReLU. */
export function gainOf(nonlinearity: Nonlinearity, negativeSlope = 0.01): number {
  const gains = { relu: Math.SQRT2, linear: 1, sigmoid: 1, tanh: 5 / 3, selu: 3 / 4 };
  return nonlinearity === 'leaky_relu'
    ? Math.sqrt(2 / (1 + negativeSlope * negativeSlope))
    : gains[nonlinearity];
}

export interface Kaiming {
  /** Negative slope of a leaky ReLU. */
  readonly a: number;
  /** Preserve the magnitude of activations, or of gradients. */
  readonly mode: 'fan_in' | 'fan_out';
  readonly nonlinearity: Nonlinearity;
  readonly distribution: 'normal' | 'uniform';
}

/** https://arxiv.org/abs/1502.01852, section 2.2. */
export function kaimingValues(
  shape: Shape,
  { a, mode, nonlinearity, distribution }: Kaiming,
  random: RandomSource,
): Float32Array {
  const { fanIn, fanOut } = fans(shape);
  const size = shape.reduce((product, dim) => product * dim, 1);
  return spreadValues(
    size,
    gainOf(nonlinearity, a) / Math.sqrt(mode === 'fan_in' ? fanIn : fanOut),
    distribution,
    random,
  );
}
