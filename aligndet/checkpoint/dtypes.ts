/** @module Element types: their sizes, their names in each file format, and their typed arrays. */
import type { DType, TensorData } from '../nn/index.js';

interface DTypeFacts {
  /** Bytes per element. */
  readonly size: number;
  /** Name in safetensors, if it has one. */
  readonly safetensors: string | undefined;
  /**
   * Class of the storage in PyTorch pickles: `torch.FloatStorage`. Newer types have none: their storages are untyped.
   */
  readonly storage: string | undefined;
  readonly view: (bytes: Uint8Array<ArrayBuffer>) => TensorData;
}

type Constructor = new (buffer: ArrayBuffer, offset: number, length: number) => TensorData;

function facts(
  size: number,
  safetensors: string | undefined,
  storage: string | undefined,
  Data: Constructor,
  perElement = 1,
): DTypeFacts {
  const view = ({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>) =>
    new Data(buffer, byteOffset, (length / size) * perElement);
  return { size, safetensors, storage, view };
}

/** Little-endian machines only, as all platforms of Node are. */
const FACTS: Record<DType, DTypeFacts> = {
  float64: facts(8, 'F64', 'DoubleStorage', Float64Array),
  float32: facts(4, 'F32', 'FloatStorage', Float32Array),
  float16: facts(2, 'F16', 'HalfStorage', Uint16Array),
  bfloat16: facts(2, 'BF16', 'BFloat16Storage', Uint16Array),
  int64: facts(8, 'I64', 'LongStorage', BigInt64Array),
  int32: facts(4, 'I32', 'IntStorage', Int32Array),
  int16: facts(2, 'I16', 'ShortStorage', Int16Array),
  int8: facts(1, 'I8', 'CharStorage', Int8Array),
  uint8: facts(1, 'U8', 'ByteStorage', Uint8Array),
  bool: facts(1, 'BOOL', 'BoolStorage', Uint8Array),
  complex64: facts(8, 'C64', 'ComplexFloatStorage', Float32Array, 2),
  complex128: facts(16, 'C128', 'ComplexDoubleStorage', Float64Array, 2),
  uint16: facts(2, 'U16', undefined, Uint16Array),
  uint32: facts(4, 'U32', undefined, Uint32Array),
  uint64: facts(8, 'U64', undefined, BigUint64Array),
  float8_e4m3fn: facts(1, 'F8_E4M3', undefined, Uint8Array),
  float8_e5m2: facts(1, 'F8_E5M2', undefined, Uint8Array),
  float8_e4m3fnuz: facts(1, 'F8_E4M3FNUZ', undefined, Uint8Array),
  float8_e5m2fnuz: facts(1, 'F8_E5M2FNUZ', undefined, Uint8Array),
  float8_e8m0fnu: facts(1, 'F8_E8M0', undefined, Uint8Array),
  complex32: facts(4, undefined, undefined, Uint16Array, 2),
};

export const dtypes = Object.keys(FACTS) as DType[];

export const itemSize = (dtype: DType): number => FACTS[dtype].size;
export const safetensorsName = (dtype: DType): string | undefined => FACTS[dtype].safetensors;
export const storageName = (dtype: DType): string | undefined => FACTS[dtype].storage;

/** Typed array over bytes whose address is aligned for the type. */
export const viewAs = (dtype: DType, bytes: Uint8Array<ArrayBuffer>): TensorData => FACTS[dtype].view(bytes);

const bySafetensorsName = new Map(dtypes.map((dtype) => [FACTS[dtype].safetensors, dtype]));
const byStorageName = new Map(dtypes.map((dtype) => [FACTS[dtype].storage, dtype]));

export const dtypeOfSafetensors = (name: string): DType | undefined => bySafetensorsName.get(name);
export const dtypeOfStorage = (name: string): DType | undefined => byStorageName.get(name);

/** The bytes of an array, without a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: TensorData): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Number of elements of a shape; 1 for a scalar. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
