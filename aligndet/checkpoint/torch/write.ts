/** @module Writes `.pth` files in the zip format that PyTorch reads since 1.6, with `weights_only=True` too. */
import { type FileParts, writeFileAtomically } from '../atomic-file.js';
import { itemSize } from '../dtypes.js';
import { pickle, type StorageName } from '../pickle/pickler.js';
import type { PyValue } from '../pickle/values.js';
import { type ZipRecord, zipParts } from '../zip/writer.js';
import { planStorages } from './storage-plan.js';
import type { TorchStorage, TorchTensor } from './tensor.js';

/** Folder of every record, as `torch.save` names it when it writes to an open file. */
const ROOT = 'archive';

/**
 * Writes what `torch.save(value, path)` would. Plain objects and `Map`s become dicts, arrays lists, whole numbers ints,
 * records of typed arrays tensors; the rest has a class in `pickle/values.ts`. An earlier file is replaced at once.
 */
export function writeTorchFile(path: string, value: PyValue): void {
  writeFileAtomically(path, torchFileParts(value));
}

/** The pieces of a file, in order. */
export function torchFileParts(value: PyValue): FileParts {
  const plan = planStorages(value);
  const storages = new Map<TorchStorage, StorageName>();
  const nameStorage = ({ storage, dtype }: TorchTensor): StorageName => {
    const count = storage.byteLength / itemSize(dtype);
    const name = storages.get(storage) ?? {
      key: String(storages.size),
      dtype,
      count,
      location: storage.location,
    };
    storages.set(storage, name);
    return { ...name, dtype, count };
  };
  const data = pickle(value, { asTensor: (held) => plan.get(held), nameStorage });
  const records: ZipRecord[] = [{ name: `${ROOT}/data.pkl`, bytes: () => data }];
  for (const [storage, { key }] of storages)
    records.push({ name: `${ROOT}/data/${key}`, bytes: () => storage.bytes() });
  records.push({ name: `${ROOT}/version`, bytes: () => Buffer.from('3\n') });
  return zipParts(records);
}
