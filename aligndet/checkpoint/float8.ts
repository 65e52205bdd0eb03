/**
 * @module 8-bit floats: https://arxiv.org/abs/2209.05433 (`e4m3fn`, `e5m2`), their variants without a negative zero
 * (`fnuz`), and powers of two (`e8m0fnu`), as in PyTorch.
 */
import type { DType } from '../nn/index.js';

export type Float8 = Extract<DType, `float8_${string}`>;

interface Layout {
  readonly fractionBits: number;
  readonly bias: number;
  /** Meaning of the largest exponent: infinities and NaN, a single NaN, or finite values only. */
  readonly top: 'infinities' | 'nan' | 'numbers';
}

/** `fnuz` types encode NaN as the negative zero of others. */
const LAYOUTS: Record<Exclude<Float8, 'float8_e8m0fnu'>, Layout> = {
  float8_e4m3fn: { fractionBits: 3, bias: 7, top: 'nan' },
  float8_e5m2: { fractionBits: 2, bias: 15, top: 'infinities' },
  float8_e4m3fnuz: { fractionBits: 3, bias: 8, top: 'numbers' },
  float8_e5m2fnuz: { fractionBits: 2, bias: 16, top: 'numbers' },
};

const SIGN = 0x80;
const MAGNITUDE = 0x7f;

export function isFloat8(dtype: DType): dtype is Float8 {
  return dtype.startsWith('float8_');
}

/** @param byte raw bits. */
export function float8ToNumber(byte: number, type: Float8): number {
  if (type === 'float8_e8m0fnu') return byte === 0xff ? Number.NaN : 2 ** (byte - 127);
  const { fractionBits, bias, top } = LAYOUTS[type];
  const scale = 2 ** fractionBits;
  const magnitude = byte & MAGNITUDE;
  const [exponent, fraction] = [Math.floor(magnitude / scale), magnitude % scale];
  const sign = byte & SIGN ? -1 : 1;
  if (top === 'numbers' && byte === SIGN) return Number.NaN;
  if (top === 'nan' && magnitude === MAGNITUDE) return Number.NaN;
  if (top === 'infinities' && exponent === MAGNITUDE >> fractionBits) {
    return fraction === 0 ? sign * Infinity : Number.NaN;
  }
  if (exponent === 0) return (sign * fraction * 2 ** (1 - bias)) / scale;
  return sign * (1 + fraction / scale) * 2 ** (exponent - bias);
}
