/** @module Converts tensors of any element type to plain numbers. */
import type { TensorRecord } from '../nn/index.js';
import { float8ToNumber, isFloat8 } from './float8.js';
import { bfloatToNumber, halfToNumber } from './half.js';

/**
 * Short floats widened, 64-bit integers as doubles, complex numbers as (re, im) pairs.
 *
 * @example
 * ```ts
 * import { valuesOf } from 'aligndet/checkpoint';
 *
 * const half = { dtype: 'float16', shape: [1], data: Uint16Array.of(0x3c00) } as const; // raw bits
 * console.log(valuesOf(half)[0]); // -> 1
 * ```
 */
export function valuesOf({ dtype, data }: TensorRecord): ArrayLike<number> {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  if (dtype === 'float16' || dtype === 'complex32') return Float32Array.from(data, halfToNumber);
  if (dtype === 'bfloat16') return Float32Array.from(data, bfloatToNumber);
  if (isFloat8(dtype)) return Float32Array.from(data, (byte) => float8ToNumber(byte, dtype));
  return data;
}
