/** @module Weights as plain arrays in the layout that PyTorch publishes. */

export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'complex64'
  | 'complex128'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float8_e4m3fn'
  | 'float8_e5m2'
  | 'float8_e4m3fnuz'
  | 'float8_e5m2fnuz'
  | 'float8_e8m0fnu'
  | 'complex32';

export type TensorData =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Int16Array
  | Int8Array
  | Uint16Array
  | Uint8Array;

/**
 * One tensor as in a checkpoint, row-major. Floats of 8 and 16 bits are raw bits in a `Uint8Array` or `Uint16Array`,
 * `bool` is 0 or 1 in a `Uint8Array`, complex numbers are (re, im) pairs.
 */
export interface TensorRecord {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Name to tensor, in the order of PyTorch's `state_dict()`. */
export type StateDict = Map<string, TensorRecord>;
