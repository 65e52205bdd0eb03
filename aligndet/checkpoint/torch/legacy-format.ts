/**
 * @module The format of `torch.save` before 1.6: five pickles (magic number, protocol, system, object, storage keys),
 * then each storage as a count of eight bytes and its raw values.
 */
import { CheckpointError } from '../../core/portable.js';
import type { DType } from '../../nn/index.js';
import { type ByteSource, dataView } from '../byte-source.js';
import { itemSize } from '../dtypes.js';
import { Budget } from '../pickle/budget.js';
import { type UnpickleOptions, unpickle } from '../pickle/unpickler.js';
import { PyDict, PyTuple, type PyValue } from '../pickle/values.js';
import { moduleOf, persistentId } from './persistent-id.js';
import { TorchStorage } from './tensor.js';
import { TypedStorage } from './typed-storage.js';

export const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
export const LEGACY_PROTOCOL = 1001;

/** Header of each storage: its number of elements. */
const COUNT_BYTES = 8;

export interface LegacyContents {
  readonly value: PyValue;
  readonly storages: readonly TorchStorage[];
}

interface Named {
  readonly storage: TorchStorage;
  readonly dtype: DType;
}

/** Reads the pickles and locates every storage; storages are read on request. */
export function readLegacyFormat(source: ByteSource, given: UnpickleOptions): LegacyContents {
  const options = { ...given, budget: new Budget() };
  const bodyStart = readHeader(source);
  const named = new Map<string, Named>();
  const offsets = new Map<string, number>();
  const persistentLoad = (id: PyValue): PyValue => {
    const cls = moduleOf(id);
    if (cls !== undefined) return cls;
    const { key, dtype, type, location, byteLength, view } = persistentId(id);
    const read = () => source.read(offsets.get(key) ?? Number.NaN, byteLength);
    const known = named.get(key) ?? { storage: new TorchStorage(byteLength, read, location), dtype };
    if (known.dtype !== dtype || known.storage.byteLength !== byteLength)
      throw corrupt(source, `storage ${key} changes its type`);
    named.set(key, known);
    return new TypedStorage(view === null ? known.storage : partOf(source, known, view), dtype, type);
  };
  const body = unpickle(source, bodyStart, { ...options, persistentLoad });
  const keys = unpickle(source, body.end, options);
  if (!Array.isArray(keys.value)) throw corrupt(source, 'the list of its storages is missing');
  locateStorages(source, keys.value, keys.end, named, offsets);
  for (const key of named.keys()) if (!offsets.has(key)) throw corrupt(source, `storage ${key} is missing`);
  return { value: body.value, storages: [...named.values()].map(({ storage }) => storage) };
}

/** @returns the offset of the object's pickle. */
function readHeader(source: ByteSource): number {
  const magic = unpickle(source);
  if (magic.value !== LEGACY_MAGIC) {
    throw new CheckpointError(
      `${source.name}: is not a PyTorch checkpoint: it is a pickle that torch.save did not write.`,
    );
  }
  const protocol = unpickle(source, magic.end);
  if (protocol.value !== LEGACY_PROTOCOL)
    throw corrupt(source, `its format version is ${protocol.value}, not ${LEGACY_PROTOCOL}`);
  const system = unpickle(source, protocol.end);
  const isLittle = !(system.value instanceof PyDict) || system.value.get('little_endian') !== false;
  if (!isLittle)
    throw new CheckpointError(`${source.name}: was written on a big-endian machine, which is not supported.`);
  return system.end;
}

/** Visits the storages, which follow in the order of `keys`. */
function locateStorages(
  source: ByteSource,
  keys: readonly PyValue[],
  start: number,
  named: ReadonlyMap<string, Named>,
  offsets: Map<string, number>,
): void {
  const positions: { key: string; storage: TorchStorage; dtype: DType; at: number }[] = [];
  let end = start;
  for (const key of keys) {
    const known = typeof key === 'string' ? named.get(key) : undefined;
    if (typeof key !== 'string' || known === undefined || offsets.has(key))
      throw corrupt(source, `storage ${key} is not used by any tensor`);
    positions.push({ key, ...known, at: end });
    offsets.set(key, end + COUNT_BYTES);
    end += COUNT_BYTES + known.storage.byteLength;
    if (end > source.size) throw corrupt(source, `it is truncated inside storage ${key}`);
  }
  source.prepare?.(positions.map(({ at }) => [at, COUNT_BYTES]));
  for (const { key, storage, dtype, at } of positions) {
    const count = Number(dataView(source.read(at, COUNT_BYTES)).getBigInt64(0, true));
    if (count * itemSize(dtype) !== storage.byteLength)
      throw corrupt(source, `storage ${key} claims ${count} values`);
  }
}

/** A view of another storage, as in PyTorch before 0.4: `(key, offset, size)` in elements. */
function partOf(source: ByteSource, { storage, dtype }: Named, view: PyValue): TorchStorage {
  const [, offset, size] = view instanceof PyTuple ? view.items : [];
  const item = itemSize(dtype);
  const isInside =
    typeof offset === 'number' &&
    typeof size === 'number' &&
    offset >= 0 &&
    size >= 0 &&
    (offset + size) * item <= storage.byteLength;
  if (!isInside) throw corrupt(source, 'a view exceeds its storage');
  const read = () => storage.bytes().subarray(offset * item, (offset + size) * item);
  return new TorchStorage(size * item, read, storage.location);
}

function corrupt({ name }: ByteSource, reason: string): CheckpointError {
  return new CheckpointError(`${name}: is corrupt or hostile: ${reason}.`);
}
