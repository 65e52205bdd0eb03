/** @module Writes `.pth` files in the zip format that PyTorch reads since 1.6, also with `weights_only=True`. */
import type { FileChunks } from '../atomic-file.js';
import { latin1Bytes } from '../bytes.js';
import { pickle } from '../pickle/pickler.js';
import type { PyValue } from '../pickle/values.js';
import { type ZipRecord, zipChunks } from '../zip/writer.js';
import { StorageNames } from './storage-names.js';

/** Folder of all records, as `torch.save` names it when it writes to an open file. */
const ROOT = 'archive';

/** The bytes of a file, in order. */
export function torchFileChunks(value: PyValue): FileChunks {
  const names = new StorageNames(value);
  const data = pickle(value, names);
  const records: ZipRecord[] = [{ name: `${ROOT}/data.pkl`, bytes: () => data }];
  for (const [storage, { key }] of names.storages)
    records.push({ name: `${ROOT}/data/${key}`, bytes: () => storage.bytes() });
  records.push({ name: `${ROOT}/version`, bytes: () => latin1Bytes('3\n') });
  return zipChunks(records);
}
