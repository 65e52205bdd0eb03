/** @module Attributes of TensorFlow ops: every type, single values and lists. */
import koffi from 'koffi';

/** Attribute types, numbered as in tfjs's kernels (`TF_AttrType`). */
export const attributeTypes = {
  string: 0,
  int: 1,
  float: 2,
  bool: 3,
  type: 4,
  shape: 5,
  func: 8,
  resource: 9,
} as const;

/** An attribute in the form of tfjs's kernels. A `shape` list is a list of lists. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** Sets one attribute on an op being built, eager or in a graph. */
export interface AttributeWriter {
  string(name: string, value: Uint8Array): void;
  stringList(name: string, values: readonly Uint8Array[]): void;
  int(name: string, value: number | bigint): void;
  intList(name: string, values: BigInt64Array): void;
  float(name: string, value: number): void;
  floatList(name: string, values: Float32Array): void;
  bool(name: string, value: boolean): void;
  boolList(name: string, values: Uint8Array): void;
  type(name: string, value: number): void;
  typeList(name: string, values: Int32Array): void;
  shape(name: string, value: BigInt64Array): void;
  shapeList(name: string, values: readonly BigInt64Array[]): void;
  func(name: string, value: string): void;
}

/** @throws {TypeError} for an attribute type that TensorFlow does not have. */
export function writeAttribute(writer: AttributeWriter, { name, type, value }: OpAttribute): void {
  switch (type) {
    case attributeTypes.string:
    case attributeTypes.resource:
      if (Array.isArray(value)) writer.stringList(name, value.map(bytes));
      else writer.string(name, bytes(value));
      return;
    case attributeTypes.int:
      if (isList(value)) writer.intList(name, int64s(value));
      else writer.int(name, value as number);
      return;
    case attributeTypes.float:
      if (isList(value)) writer.floatList(name, Float32Array.from(value));
      else writer.float(name, value as number);
      return;
    case attributeTypes.bool:
      if (Array.isArray(value)) writer.boolList(name, Uint8Array.from(value, Number));
      else writer.bool(name, Boolean(value));
      return;
    case attributeTypes.type:
      if (isList(value)) writer.typeList(name, Int32Array.from(value));
      else writer.type(name, value as number);
      return;
    case attributeTypes.shape:
      if (Array.isArray(value) && Array.isArray(value[0])) writer.shapeList(name, value.map(int64s));
      else writer.shape(name, int64s(value as readonly number[]));
      return;
    case attributeTypes.func:
      writer.func(name, String(value));
      return;
    default:
      throw new TypeError(`attribute ${name} has the unknown type ${type}`);
  }
}

const encoder = new TextEncoder();

function bytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : encoder.encode(String(value));
}

function isList(value: unknown): value is ArrayLike<number> & Iterable<number> {
  return typeof value === 'object' && value !== null;
}

export function int64s(values: ArrayLike<number>): BigInt64Array {
  const result = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = BigInt(values[i]);
  return result;
}

/** A C array of pointers to the arrays, and their lengths. The arrays must outlive the native call. */
export function pointerList(arrays: readonly (Uint8Array | BigInt64Array)[]): {
  pointers: BigUint64Array;
  lengths: BigUint64Array;
} {
  return {
    pointers: BigUint64Array.from(arrays, (array) => koffi.address(array)),
    lengths: BigUint64Array.from(arrays, (array) => BigInt(array.length)),
  };
}
