/** @module Converts numpy arrays to tensors, as `torch.from_numpy` does. */
import { CheckpointError } from '../../core/portable.js';
import type { DType } from '../../nn/index.js';
import { NumpyArray } from '../pickle/numpy.js';
import type { PyValue } from '../pickle/values.js';
import { rowMajor, TorchStorage, TorchTensor } from '../torch/tensor.js';

const DTYPES: Record<string, DType> = {
  f8: 'float64',
  f4: 'float32',
  f2: 'float16',
  i8: 'int64',
  i4: 'int32',
  i2: 'int16',
  i1: 'int8',
  u1: 'uint8',
  b1: 'bool',
  c8: 'complex64',
  c16: 'complex128',
};

/**
 * Shares memory with the array.
 *
 * @throws {CheckpointError} if `value` is not an array with a dtype that PyTorch supports.
 */
export function tensorFromNumpy(name: string, value: PyValue): TorchTensor {
  if (value instanceof TorchTensor) return value;
  const dtype = value instanceof NumpyArray ? DTYPES[value.dtype.code] : undefined;
  if (!(value instanceof NumpyArray) || dtype === undefined) {
    throw new CheckpointError(`Unsupported type found in checkpoint: ${name} is not a numeric array.`);
  }
  const { buffer, byteOffset, byteLength } = value.data;
  const storage = new TorchStorage(
    byteLength,
    () => new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  );
  const stride = value.isFortran ? rowMajor([...value.shape].reverse()).reverse() : rowMajor(value.shape);
  return new TorchTensor(storage, dtype, 0, value.shape, stride);
}
