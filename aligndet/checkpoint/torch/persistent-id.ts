/** @module The persistent ids by which a pickle of `torch.save` names its storages. */
import type { DType } from '../../nn/index.js';
import { dtypeOfStorage, itemSize } from '../dtypes.js';
import { damaged } from '../pickle/damaged.js';
import { PyGlobal, PyTuple, type PyValue } from '../pickle/values.js';

export interface StorageId {
  /** Name of the record: decimal digits. */
  readonly key: string;
  readonly dtype: DType;
  readonly location: string;
  readonly byteLength: number;
  /** Legacy format: `(key, offset, size)` of a storage inside another one, else null. */
  readonly view: PyValue;
}

/**
 * Checks `('storage', torch.FloatStorage, '0', 'cpu', 4[, view])`.
 *
 * @throws {CheckpointError} when it is anything else.
 */
export function persistentId(id: PyValue): StorageId {
  if (!(id instanceof PyTuple) || id.items.length < 5 || id.items.length > 6)
    throw damaged('a storage has no proper id');
  const [tag, type, key, location, count, view = null] = id.items;
  if (tag !== 'storage') throw damaged('a storage has no proper id');
  if (typeof key !== 'string' || !/^\d+$/.test(key))
    throw damaged(`a storage has the key ${JSON.stringify(key)}`);
  if (typeof location !== 'string') throw damaged('a storage has no device');
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw damaged(`a storage has ${count} values`);
  const dtype = storageType(type);
  return { key, dtype, location, byteLength: count * itemSize(dtype), view };
}

function storageType(type: PyValue): DType {
  if (!(type instanceof PyGlobal)) throw damaged('a storage has no type');
  if (type.path === 'torch.storage.UntypedStorage' || type.path === 'torch.UntypedStorage') return 'uint8';
  const dtype =
    type.module === 'torch' || type.module === 'torch.cuda' ? dtypeOfStorage(type.name) : undefined;
  if (dtype === undefined) throw damaged(`a storage has the type ${type.path}, which is none of torch's`);
  return dtype;
}
