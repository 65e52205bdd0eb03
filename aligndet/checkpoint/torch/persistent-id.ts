/** @module The persistent ids of storages in a pickle of `torch.save`. */
import type { DType } from '../../nn/index.js';
import { dtypeOfStorage, itemSize } from '../dtypes.js';
import { corrupt } from '../pickle/corrupt.js';
import { PyGlobal, PyTuple, type PyValue } from '../pickle/values.js';

export interface StorageId {
  /** Name of the record: decimal digits. */
  readonly key: string;
  readonly dtype: DType;
  /** Its class in the pickle. */
  readonly type: PyGlobal;
  readonly location: string;
  readonly byteLength: number;
  /** Legacy format: `(key, offset, size)` of a view of another storage, else null. */
  readonly view: PyValue;
}

/**
 * Checks `('storage', torch.FloatStorage, '0', 'cpu', 4[, view])`.
 *
 * @throws {CheckpointError} for any other value.
 */
export function persistentId(id: PyValue): StorageId {
  if (!(id instanceof PyTuple) || id.items.length < 5 || id.items.length > 6)
    throw corrupt('the id of a storage is malformed');
  const [tag, type, key, location, count, view = null] = id.items;
  if (tag !== 'storage') throw corrupt('the id of a storage is malformed');
  if (typeof key !== 'string' || !/^\d{1,20}$/.test(key))
    throw corrupt('the key of a storage is not a number');
  if (typeof location !== 'string') throw corrupt('a storage has no device');
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw corrupt(`a storage has ${count} values`);
  if (!(type instanceof PyGlobal)) throw corrupt('a storage has no type');
  const dtype = storageType(type);
  return { key, dtype, type, location, byteLength: count * itemSize(dtype), view };
}

/**
 * The class that the legacy format stores with its source, `('module', cls, file, source)`, for pickled modules.
 *
 * @returns `undefined` if the id names something else.
 */
export function moduleOf(id: PyValue): PyValue {
  return id instanceof PyTuple && id.items[0] === 'module' && id.items[1] instanceof PyGlobal
    ? id.items[1]
    : undefined;
}

/** Quantized elements are integers; those below a byte are packed. */
const QUANTIZED: Readonly<Record<string, DType>> = {
  QInt8Storage: 'int8',
  QUInt8Storage: 'uint8',
  QInt32Storage: 'int32',
  QUInt4x2Storage: 'uint8',
  QUInt2x4Storage: 'uint8',
};

function storageType(type: PyGlobal): DType {
  if (/^torch\.(storage\.)?_?UntypedStorage$/.test(type.path)) return 'uint8';
  const isTorch = type.module === 'torch' || type.module === 'torch.cuda';
  const dtype = isTorch ? (dtypeOfStorage(type.name) ?? QUANTIZED[type.name]) : undefined;
  if (dtype === undefined) throw corrupt(`a storage has the type ${type.path}, which is not a type of torch`);
  return dtype;
}
