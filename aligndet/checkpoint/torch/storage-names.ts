/** @module Numbers the storages of a value in the order in which the pickle refers to them. */
import { itemSize } from '../dtypes.js';
import type { NamedStorage, PickleOptions, StorageName } from '../pickle/pickler.js';
import type { PyValue } from '../pickle/values.js';
import { planStorages } from './storage-plan.js';
import type { TorchStorage, TorchTensor } from './tensor.js';

export class StorageNames implements PickleOptions {
  readonly storages = new Map<TorchStorage, StorageName>();
  readonly asTensor: (value: object) => TorchTensor | undefined;

  constructor(value: PyValue) {
    const plan = planStorages(value);
    this.asTensor = (held) => plan.get(held);
  }

  readonly nameStorage = ({ storage, dtype }: NamedStorage): StorageName => {
    const count = storage.byteLength / itemSize(dtype);
    const known = this.storages.get(storage);
    const name = known ?? { key: String(this.storages.size), dtype, count, location: storage.location };
    this.storages.set(storage, name);
    return { ...name, dtype, count };
  };
}
