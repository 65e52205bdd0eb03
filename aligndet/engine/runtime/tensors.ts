/** @module Moves values between JavaScript arrays and TensorFlow's tensors. */
import koffi from 'koffi';
import { EngineError } from '../../core/index.js';
import { int64s } from './attributes.js';
import { arrayType, dataTypeName, dataTypes, elementBytes, type NumericArray } from './dtypes.js';
import type { Status } from './status.js';

/** Bytes of a `TF_TString`, inside a tensor of strings. */
const STRING_BYTES = 24;

export type TensorValues = NumericArray | readonly Uint8Array[];

/**
 * Creates a native tensor and its handle from the same values as {@link newTensor}. The caller deletes the handle.
 */
export function newHandle(status: Status, shape: readonly number[], dtype: number, values: unknown): bigint {
  const { api } = status;
  const tensor = newTensor(status, shape, dtype, values);
  const handle = api.TFE_NewTensorHandle(tensor, status.pointer);
  api.TF_DeleteTensor(tensor);
  status.check(() => `could not make a ${dataTypeName(dtype)} tensor of shape [${shape.join(', ')}]`);
  return handle;
}

/**
 * Creates a native tensor.
 *
 * @param values numbers in any array, or one `Uint8Array` per string. An `Int32Array` for an int64 tensor contains
 * either
 * one entry per element, or (as in tfjs) the low and high halves.
 * @returns its pointer; the caller deletes it.
 */
export function newTensor(status: Status, shape: readonly number[], dtype: number, values: unknown): bigint {
  const { api } = status;
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = dtype === dataTypes.string ? count * STRING_BYTES : count * (elementBytes(dtype) ?? 0);
  if (bytes === 0 && count > 0) throw new EngineError(`a ${dataTypeName(dtype)} tensor cannot hold values`);
  const source = dtype === dataTypes.string ? undefined : numericBytes(values, dtype, count);
  const strings = dtype === dataTypes.string ? (Array.isArray(values) ? values : [values]) : undefined;
  if (strings !== undefined && strings.length < count) throw wrongSize(shape, dtype, strings.length);
  const tensor = api.TF_AllocateTensor(dtype, int64s(shape), shape.length, bytes);
  const data = api.TF_TensorData(tensor);
  for (let i = 0; strings !== undefined && i < count; i++) writeString(status, data, i, strings[i]);
  if (source !== undefined && bytes > 0) new Uint8Array(koffi.view(data, bytes)).set(source);
  return tensor;
}

/** A copy of the values of a handle. */
export function readHandle(status: Status, handle: bigint): TensorValues {
  const { api } = status;
  const tensor = api.TFE_TensorHandleResolve(handle, status.pointer);
  status.check('could not read a tensor');
  try {
    const dtype = api.TF_TensorType(tensor);
    const bytes = Number(api.TF_TensorByteSize(tensor));
    const data = api.TF_TensorData(tensor);
    if (dtype === dataTypes.string) {
      return Array.from({ length: bytes / STRING_BYTES }, (_, i) => readString(status, data, i));
    }
    const Values = arrayType(dtype);
    if (Values === undefined)
      throw new EngineError(`a ${dataTypeName(dtype)} tensor cannot be read as values`);
    const copy = new Uint8Array(bytes);
    if (bytes > 0) copy.set(new Uint8Array(koffi.view(data, bytes)));
    return new Values(copy.buffer);
  } finally {
    api.TF_DeleteTensor(tensor);
  }
}

/** The bytes of `values` as elements of `dtype`, converted from another array type if needed. */
function numericBytes(values: unknown, dtype: number, count: number): Uint8Array {
  const expected = count * elementBytes(dtype)!;
  const given = ArrayBuffer.isView(values) ? (values as NumericArray) : undefined;
  const isNative =
    given?.byteLength === expected && given.BYTES_PER_ELEMENT === arrayType(dtype)!.BYTES_PER_ELEMENT;
  const isHalves = dtype === dataTypes.int64 && given instanceof Int32Array && given.length === 2 * count;
  if (given !== undefined && (isNative || isHalves)) {
    return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  }
  const list = values as ArrayLike<number>;
  const perElement = dtype === dataTypes.complex64 ? 2 : 1;
  if (list.length !== count * perElement) throw wrongSize([count], dtype, list.length);
  const converted = new (arrayType(dtype)!)(new ArrayBuffer(expected));
  const isWide = converted instanceof BigInt64Array || converted instanceof BigUint64Array;
  for (let i = 0; i < list.length; i++) converted[i] = isWide ? BigInt(list[i]) : list[i];
  return new Uint8Array(converted.buffer as ArrayBuffer);
}

function wrongSize(shape: readonly number[], dtype: number, got: number): EngineError {
  return new EngineError(
    `Invalid number of bytes: a ${dataTypeName(dtype)} tensor of shape [${shape.join(', ')}] got ${got} values`,
  );
}

function writeString({ api }: Status, data: bigint, index: number, value: Uint8Array): void {
  const at = data + BigInt(index * STRING_BYTES);
  api.TF_StringInit(at);
  api.TF_StringCopy(at, value, value.byteLength);
}

function readString({ api }: Status, data: bigint, index: number): Uint8Array {
  const at = data + BigInt(index * STRING_BYTES);
  const size = Number(api.TF_StringGetSize(at));
  if (size === 0) return new Uint8Array(0);
  return new Uint8Array(koffi.view(api.TF_StringGetDataPointer(at), size)).slice();
}
