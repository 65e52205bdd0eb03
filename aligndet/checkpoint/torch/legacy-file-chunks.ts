/** @module Writes the format of `torch.save` before 1.6, which every PyTorch version reads. */
import type { FileChunks } from '../atomic-file.js';
import { dataView } from '../byte-source.js';
import { pickle } from '../pickle/pickler.js';
import type { PyValue } from '../pickle/values.js';
import { LEGACY_MAGIC, LEGACY_PROTOCOL } from './legacy-format.js';
import { StorageNames } from './storage-names.js';

/** PyTorch's record of the machine: sizes of its C types. */
const SYSTEM = {
  protocol_version: LEGACY_PROTOCOL,
  little_endian: true,
  type_sizes: { short: 2, int: 4, long: 4 },
};

/** The bytes of a file, in order; equal values give equal bytes. */
export function* legacyFileChunks(value: PyValue): FileChunks {
  yield pickle(LEGACY_MAGIC);
  yield pickle(LEGACY_PROTOCOL);
  yield pickle(SYSTEM);
  const names = new StorageNames(value);
  yield pickle(value, { ...names, hasStorageViews: true });
  yield pickle([...names.storages.values()].map(({ key }) => key));
  for (const [storage, { count }] of names.storages) {
    const header = new Uint8Array(8);
    dataView(header).setBigInt64(0, BigInt(count), true);
    yield header;
    yield storage.bytes();
  }
}
