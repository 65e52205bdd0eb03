/**
 * @module safetensors files, https://github.com/huggingface/safetensors: eight bytes of header length, a JSON header,
 * raw tensors. Each tensor is read directly into its own memory.
 */
import { CheckpointError } from '../core/portable.js';
import type { StateDict } from '../nn/index.js';
import type { FileChunks } from './atomic-file.js';
import { type ByteSource, dataView } from './byte-source.js';
import { bytesOf, dtypeOfSafetensors, elementsOf, itemSize, safetensorsName, viewAs } from './dtypes.js';
import { rowMajor, TorchStorage, TorchTensor } from './torch/tensor.js';

/** Types with a name that no release of the reference implementation can read. */
const UNREAD: ReadonlySet<string> = new Set(['complex128']);

/** Max header size of the reference implementation. */
const LARGEST_HEADER = 100_000_000;

/** Max number of axes. */
const MAX_AXES = 128;

/** An entry of the header. */
interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

export interface SafetensorsFile {
  /** In order of their data. */
  readonly tensors: StateDict;
  /** The string pairs under `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file of which only the header was read. */
export interface LazySafetensors {
  /** In order of their data. */
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Tensors and metadata. @throws {CheckpointError} if the source is corrupt. */
export function parseSafetensors(source: ByteSource): SafetensorsFile {
  const { rows, metadata } = readRows(source);
  const tensors: StateDict = new Map();
  for (const { name, dtype, shape, at, byteLength } of rows)
    tensors.set(name, { dtype, shape, data: viewAs(dtype, source.read(at, byteLength)) });
  return { tensors, metadata };
}

/** The structure only: tensors are read on request, while `source` is open. */
export function openSafetensors(source: ByteSource): LazySafetensors {
  const { rows, metadata } = readRows(source);
  const tensors = new Map<string, TorchTensor>();
  for (const { name, dtype, shape, at, byteLength } of rows) {
    const storage = new TorchStorage(byteLength, () => source.read(at, byteLength));
    tensors.set(name, new TorchTensor(storage, dtype, 0, shape, rowMajor(shape)));
  }
  return { tensors, metadata };
}

/** Offsets of the tensors, in order of their data; without gaps. */
function readRows(source: ByteSource) {
  const { header, start } = readHeader(source);
  const { __metadata__: metadata = {}, ...entries } = header;
  const rows = Object.entries(entries).map(([name, entry]) => ({ name, ...checkEntry(source, name, entry) }));
  rows.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of rows) {
    if (begin !== expected)
      throw corrupt(source, `tensor "${name}" leaves a gap or overlaps the previous one`);
    expected = end;
  }
  if (start + expected !== source.size) {
    throw corrupt(source, `its tensors end at byte ${start + expected}, but the file has ${source.size}`);
  }
  if (!isStrings(metadata)) throw corrupt(source, '"__metadata__" has a value that is not a string');
  return {
    rows: rows.map(({ begin, end, ...row }) => ({ ...row, at: start + begin, byteLength: end - begin })),
    metadata,
  };
}

/**
 * The bytes of a file, in order; tensors that share memory are written once per name. Larger elements first, as in the
 * reference implementation: all remain aligned.
 */
export function* safetensorsChunks(tensors: StateDict, metadata?: Record<string, string>): FileChunks {
  const rows = [...tensors].map(([name, record]) => ({ name, ...record }));
  rows.sort((a, b) => itemSize(b.dtype) - itemSize(a.dtype) || (a.name < b.name ? -1 : 1));
  const entries: [string, unknown][] = metadata === undefined ? [] : [['__metadata__', metadata]];
  let offset = 0;
  for (const { name, dtype, shape, data } of rows) {
    const end = offset + data.byteLength;
    const type = safetensorsName(dtype);
    if (type === undefined || UNREAD.has(dtype)) {
      throw new CheckpointError(
        `Tensor "${name}" has elements of type ${dtype}, which safetensors does not support. ` +
          'Convert it first (in PyTorch: tensor.to(torch.complex64), or torch.view_as_real(tensor)), or keep the .pth file.',
      );
    }
    entries.push([name, { dtype: type, shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const header = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  header.set(text, 8);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  yield header;
  for (const { data } of rows) yield bytesOf(data);
}

/** Whether the bytes start like a safetensors file, whatever its name: a length, then a JSON object. */
export function isSafetensors(source: ByteSource): boolean {
  if (source.name.endsWith('.safetensors') && !startsAsTorch(source)) return true;
  if (source.size < 10) return false;
  const start = source.read(0, 9);
  const length = Number(dataView(start).getBigUint64(0, true));
  return length >= 2 && length <= Math.min(LARGEST_HEADER, source.size - 8) && start[8] === 0x7b;
}

/** A zip archive, or a pickle of protocol 2 and later. */
function startsAsTorch(source: ByteSource): boolean {
  const [first, second] = source.read(0, Math.min(source.size, 2));
  return (first === 0x50 && second === 0x4b) || first === 0x80;
}

function readHeader(source: ByteSource): { header: Record<string, unknown>; start: number } {
  if (source.size < 8) throw corrupt(source, `it has only ${source.size} bytes`);
  const length = Number(dataView(source.read(0, 8)).getBigUint64(0, true));
  if (length > Math.min(LARGEST_HEADER, source.size - 8)) {
    throw corrupt(source, `its header claims ${length} bytes`);
  }
  const bytes = source.read(8, length);
  if (isDeep(bytes)) throw corrupt(source, 'its header is nested too deep');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw corrupt(source, 'its header is not JSON', cause);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw corrupt(source, 'its header is not an object');
  }
  return { header: header as Record<string, unknown>, start: 8 + length };
}

/** Levels of nesting: the header, an entry, its shape. */
const DEEPEST = 8;

/** Whether brackets outside strings are nested deeper than in any header: parsing them would take long. */
function isDeep(bytes: Uint8Array): boolean {
  let [depth, isText] = [0, false];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (isText && byte === 0x5c) i += 1;
    else if (byte === 0x22) isText = !isText;
    else if (!isText && (byte === 0x5b || byte === 0x7b)) depth += 1;
    else if (!isText && (byte === 0x5d || byte === 0x7d)) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function checkEntry(source: ByteSource, name: string, entry: unknown) {
  if (!isEntry(entry)) throw corrupt(source, `the entry of tensor "${name}" is malformed`);
  const { dtype: dtypeName, shape, data_offsets: offsets } = entry;
  const [begin, end] = offsets;
  const dtype = dtypeOfSafetensors(dtypeName);
  if (dtype === undefined) {
    throw new CheckpointError(
      `${source.name}: tensor "${name}" has elements of type ${dtypeName}, which is not supported.`,
    );
  }
  if (end - begin !== elementsOf(shape) * itemSize(dtype)) {
    throw corrupt(
      source,
      `tensor "${name}" of shape [${shape.join(', ')}] (${dtypeName}) has ${end - begin} bytes`,
    );
  }
  return { dtype, shape, begin, end };
}

/** Exactly the three keys, with integer sizes and offsets. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return false;
  const { dtype, shape, data_offsets: offsets } = value as Partial<Entry>;
  const hasShape = isSizes(shape) && shape.length <= MAX_AXES;
  return typeof dtype === 'string' && hasShape && isSizes(offsets) && offsets.length === 2;
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isStrings(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((item) => typeof item === 'string');
}

/** Max length of a reason, which may contain a name of the file. */
const LONGEST_REASON = 1000;

function shortened(text: string): string {
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}...` : text;
}

function corrupt({ name }: ByteSource, reason: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`${name}: is not a valid safetensors file: ${shortened(reason)}.`, { cause });
}
