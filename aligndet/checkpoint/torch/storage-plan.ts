/**
 * @module Maps arrays to storages of a file. Plain records that overlap in memory share a storage, so tied weights
 * remain tied and are written once.
 */
import type { TensorRecord } from '../../nn/index.js';
import { bytesOf, dtypes, itemSize } from '../dtypes.js';
import { childrenOf } from '../pickle/depth.js';
import type { PyValue } from '../pickle/values.js';
import { rowMajor, TorchStorage, TorchTensor } from './tensor.js';

export type StoragePlan = ReadonlyMap<object, TorchTensor>;

/** A tensor for every plain record below `root`. */
export function planStorages(root: PyValue): StoragePlan {
  const plan = new Map<object, TorchTensor>();
  for (const records of groupByMemory(recordsBelow(root))) {
    const start = Math.min(...records.map(({ data }) => data.byteOffset));
    const end = Math.max(...records.map(({ data }) => data.byteOffset + data.byteLength));
    const buffer = records[0].data.buffer as ArrayBuffer;
    const storage = new TorchStorage(end - start, () => new Uint8Array(buffer, start, end - start));
    for (const record of records) {
      const offset = (record.data.byteOffset - start) / itemSize(record.dtype);
      plan.set(record, new TorchTensor(storage, record.dtype, offset, record.shape, rowMajor(record.shape)));
    }
  }
  return plan;
}

/** Whether a value is a tensor in plain form. */
export function isTensorRecord(value: unknown): value is TensorRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, data } = value as Partial<TensorRecord>;
  return dtypes.includes(dtype as never) && Array.isArray(shape) && ArrayBuffer.isView(data);
}

function recordsBelow(root: PyValue): TensorRecord[] {
  const seen = new Set<object>();
  const records: TensorRecord[] = [];
  const waiting: PyValue[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isTensorRecord(value)) records.push(value);
    else if (value instanceof Map) waiting.push(...[...value].flat());
    else if (Object.getPrototypeOf(value) === Object.prototype) waiting.push(...Object.values(value));
    else for (const child of childrenOf(value)) waiting.push(child);
  }
  return records;
}

/** Records of one type whose bytes overlap, directly or transitively. */
function groupByMemory(records: readonly TensorRecord[]): TensorRecord[][] {
  return groupBy(records, ({ data }) => data.buffer).flatMap((sharing) =>
    groupBy(sharing, ({ dtype }) => dtype).flatMap(overlapping),
  );
}

/** Groups by identity: lodash's `groupBy` makes strings of the keys, which buffers have no use for. */
function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): Item[][] {
  const groups = new Map<unknown, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function overlapping(records: readonly TensorRecord[]): TensorRecord[][] {
  const ordered = [...records].sort((a, b) => a.data.byteOffset - b.data.byteOffset);
  const groups: TensorRecord[][] = [];
  let end = -1;
  for (const record of ordered) {
    const { byteOffset, byteLength } = bytesOf(record.data);
    if (byteOffset < end) groups[groups.length - 1].push(record);
    else groups.push([record]);
    end = Math.max(end, byteOffset + byteLength);
  }
  return groups;
}
