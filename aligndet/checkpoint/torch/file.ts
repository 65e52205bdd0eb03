/** @module `.pth` files: detects the format and reads the contents. */
import { CheckpointError } from '../../core/portable.js';
import { type ByteSource, openFile } from '../byte-source.js';
import { latin1Of } from '../bytes.js';
import { otherKind, TELLING_BYTES } from '../kind-of-file.js';
import type { StringEncoding } from '../pickle/literals.js';
import type { UnpickleOptions } from '../pickle/unpickler.js';
import type { PyValue } from '../pickle/values.js';
import type { ZipEntry } from '../zip/reader.js';
import { LEGACY_MAGIC, readLegacyFormat } from './legacy-format.js';
import type { TorchStorage } from './tensor.js';
import { readZipFormat } from './zip-format.js';

export interface TorchFile {
  readonly format: 'zip' | 'legacy';
  /** The result of `torch.load`, as inert values. */
  readonly value: PyValue;
  /** Every name in the pickles, sorted. */
  readonly globals: readonly string[];
  /** Unknown classes; their instances are {@link PyObject} records. */
  readonly unknownClasses: readonly string[];
  /** Records of the archive; empty for the legacy format. */
  readonly records: readonly ZipEntry[];
  readonly storages: readonly TorchStorage[];
}

export interface ReadOptions {
  /** Encoding of Python 2's byte strings. */
  readonly encoding?: StringEncoding;
}

/**
 * Reads a whole file: every byte is in memory and verified, the file is closed.
 *
 * @throws {CheckpointError} if it is corrupt, unsafe, or not a PyTorch file.
 */
export function readTorchFile(path: string, options: ReadOptions = {}): TorchFile {
  const source = openFile(path);
  try {
    const file = parseTorchFile(source, options);
    for (const storage of file.storages) storage.keep();
    return file;
  } finally {
    source.close();
  }
}

/** Reads the structure only. Tensors are read on request, while `source` is open. */
export function parseTorchFile(source: ByteSource, { encoding }: ReadOptions = {}): TorchFile {
  const globals = new Set<string>();
  const unknownClasses = new Set<string>();
  const options: UnpickleOptions = { globals, unknownClasses, encoding };
  const format = formatOf(source);
  const contents =
    format === 'zip' ? readZipFormat(source, options) : { ...readLegacyFormat(source, options), records: [] };
  return { format, ...contents, globals: [...globals].sort(), unknownClasses: [...unknownClasses].sort() };
}

/** The magic number under protocols 0 and 1. */
const LEGACY_START = `L${LEGACY_MAGIC}L\n`;

function startsWith(source: ByteSource, text: string): boolean {
  return source.size >= text.length && latin1Of(source.read(0, text.length)) === text;
}

function formatOf(source: ByteSource): 'zip' | 'legacy' {
  if (source.size === 0) throw new CheckpointError(`${source.name}: is empty.`);
  const start = latin1Of(source.read(0, Math.min(source.size, 4)));
  if (start === 'PK\x03\x04' || start === 'PK\x05\x06') return 'zip';
  // Every pickle of protocol 2 and later starts with the protocol number; earlier ones with the magic number in digits.
  if (start[0] === '\x80' || startsWith(source, LEGACY_START)) return 'legacy';
  const kind = otherKind(source.read(0, Math.min(source.size, TELLING_BYTES)));
  if (kind !== undefined) throw new CheckpointError(`${source.name}: is not a checkpoint but ${kind}.`);
  throw new CheckpointError(
    `${source.name}: is not a PyTorch checkpoint: it starts with ${JSON.stringify(start)}.`,
  );
}
