/** @module TensorFlow's element types, as numbered by its C API, and the arrays that hold them. */

export const dataTypes = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  uint16: 17,
  float16: 19,
  resource: 20,
  variant: 21,
  uint32: 22,
  uint64: 23,
} as const;

export type DataTypeName = keyof typeof dataTypes;

const names = new Map<number, DataTypeName>(
  Object.entries(dataTypes).map(([name, code]) => [code, name as DataTypeName]),
);

/** `float32` for 1; `type 99` for an unknown number. */
export function dataTypeName(code: number): string {
  return names.get(code) ?? `type ${code}`;
}

export type NumericArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array;

type NumericArrayType = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike): NumericArray;
};

/** The array type for elements of a dtype; `perElement` array entries make one tensor element. */
const storage = new Map<number, { readonly array: NumericArrayType; readonly perElement: number }>([
  [dataTypes.float32, { array: Float32Array, perElement: 1 }],
  [dataTypes.float64, { array: Float64Array, perElement: 1 }],
  [dataTypes.int32, { array: Int32Array, perElement: 1 }],
  [dataTypes.uint8, { array: Uint8Array, perElement: 1 }],
  [dataTypes.int16, { array: Int16Array, perElement: 1 }],
  [dataTypes.int8, { array: Int8Array, perElement: 1 }],
  [dataTypes.complex64, { array: Float32Array, perElement: 2 }],
  [dataTypes.int64, { array: BigInt64Array, perElement: 1 }],
  [dataTypes.bool, { array: Uint8Array, perElement: 1 }],
  [dataTypes.bfloat16, { array: Uint16Array, perElement: 1 }],
  [dataTypes.uint16, { array: Uint16Array, perElement: 1 }],
  [dataTypes.float16, { array: Uint16Array, perElement: 1 }],
  [dataTypes.uint32, { array: Uint32Array, perElement: 1 }],
  [dataTypes.uint64, { array: BigUint64Array, perElement: 1 }],
]);

/** Bytes of one element, or `undefined` for types without a fixed size. */
export function elementBytes(code: number): number | undefined {
  const found = storage.get(code);
  return found && found.array.BYTES_PER_ELEMENT * found.perElement;
}

/** The array type for elements of `code`, or `undefined` for types that no typed array holds. */
export function arrayType(code: number): NumericArrayType | undefined {
  return storage.get(code)?.array;
}
