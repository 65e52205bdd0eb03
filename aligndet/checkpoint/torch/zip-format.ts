/** @module The zip format of `torch.save` (since 1.6): `<root>/data.pkl` beside one record per storage. */
import { CheckpointError } from '../../core/portable.js';
import type { ByteSource } from '../byte-source.js';
import { latin1Of } from '../bytes.js';
import { Budget } from '../pickle/budget.js';
import { type UnpickleOptions, unpickle } from '../pickle/unpickler.js';
import type { PyValue } from '../pickle/values.js';
import { type ZipEntry, ZipReader } from '../zip/reader.js';
import { persistentId } from './persistent-id.js';
import { TorchStorage } from './tensor.js';
import { TypedStorage } from './typed-storage.js';

/** Pickles of state dicts shrink to a tenth when they are deflated. */
const HARMLESS_PICKLE = 1 << 22;
const LARGEST_RATIO = 64;

export interface ZipContents {
  readonly value: PyValue;
  readonly records: readonly ZipEntry[];
  readonly storages: readonly TorchStorage[];
}

/** Reads the pickle; storages are read on request. */
export function readZipFormat(source: ByteSource, options: UnpickleOptions): ZipContents {
  const zip = ZipReader.open(source);
  const root = rootOf(zip);
  if (zip.get(`${root}/constants.pkl`) !== undefined) {
    throw new CheckpointError(
      `${source.name}: is a TorchScript archive, which contains code. Save the weights with torch.save(model.state_dict(), ...) instead.`,
    );
  }
  assertLittleEndian(zip, root);
  const pickle = zip.get(`${root}/data.pkl`);
  if (pickle === undefined)
    throw new CheckpointError(
      `${source.name}: is not a PyTorch checkpoint: it has no ${root}/data.pkl. If it was unpacked and zipped again, zip the folder that contains data.pkl.`,
    );
  const storages = new Map<string, TorchStorage>();
  const persistentLoad = (id: PyValue): TypedStorage => {
    const { key, dtype, type, location, byteLength } = persistentId(id);
    const entry = zip.get(`${root}/data/${key}`);
    if (entry === undefined)
      throw new CheckpointError(`${source.name}: is corrupt: the record data/${key} is missing.`);
    if (entry.size !== byteLength) {
      throw new CheckpointError(
        `${source.name}: is corrupt: the record data/${key} has ${entry.size} bytes, but its storage needs ${byteLength}.`,
      );
    }
    const storage = storages.get(key) ?? new TorchStorage(byteLength, () => zip.read(entry), location);
    storages.set(key, storage);
    return new TypedStorage(storage, dtype, type);
  };
  if (pickle.size > HARMLESS_PICKLE + pickle.packedSize * LARGEST_RATIO) {
    throw new CheckpointError(
      `${source.name}: its data.pkl would decompress from ${pickle.packedSize} bytes to ${pickle.size}: that is not a checkpoint but a zip bomb.`,
    );
  }
  const budget = new Budget(pickle.size / Math.max(pickle.packedSize, 1));
  const { value } = unpickle(zip.open(pickle), 0, { ...options, persistentLoad, budget });
  if (value instanceof TypedStorage)
    throw new CheckpointError(`${source.name}: contains a single storage, not a checkpoint.`);
  return { value, records: zip.entries, storages: [...storages.values()] };
}

/** The folder of all records. Programs that zip a folder again add entries for the folders themselves. */
function rootOf({ entries, source }: ZipReader): string {
  const roots = new Set(entries.map(({ name }) => name.split('/', 1)[0]));
  const [root = ''] = roots;
  const isPlain = entries.every(({ name }) => isPlainPath(name.replace(/\/$/, '')));
  if (roots.size === 1 && isPlain && entries.some(({ name }) => name.includes('/'))) return root;
  const inner = entries.find(({ name }) => name.endsWith('/data.pkl'))?.name;
  throw new CheckpointError(
    `${source.name}: is not a PyTorch checkpoint: its records are not all in one folder (${[...roots].slice(0, 4).join(', ') || 'no records'}).` +
      (inner === undefined ? '' : ` Zip only the folder that contains ${inner}.`),
  );
}

/** Whether a record's name stays inside its folder; nothing is extracted, but such a file is malicious. */
function isPlainPath(name: string): boolean {
  return (
    !/[\\\0]/.test(name) && name.split('/').every((part) => part !== '..' && part !== '.' && part !== '')
  );
}

function assertLittleEndian(zip: ZipReader, root: string): void {
  const entry = zip.get(`${root}/byteorder`);
  if (entry === undefined || entry.size > 16) return;
  if (latin1Of(zip.read(entry)) === 'little') return;
  throw new CheckpointError(
    `${zip.source.name}: was written on a big-endian machine, which is not supported.`,
  );
}
