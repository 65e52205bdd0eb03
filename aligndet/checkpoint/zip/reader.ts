/**
 * @module zip archives as PyTorch writes them: stored or deflated records, zip64, no encryption. Opening reads only the
 * directory; nothing is ever extracted to disk.
 */
import { CheckpointError } from '../../core/portable.js';
import { type ByteSource, bytesSource, dataView } from '../byte-source.js';
import { crcOf } from './crc.js';
import { findDirectory } from './directory.js';
import { inflate } from './inflate.js';

/**
 * Max total size of decompressed records: a constant plus a multiple of the file. Buffers of zeros shrink to a
 * thousandth, so the ratio of a single record is no evidence.
 */
const HARMLESS_BYTES = 1 << 25;
const LARGEST_RATIO = 100;

const STORED = 0;
const DEFLATED = 8;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const ENCRYPTED = 1;
const ZIP64_EXTRA = 1;

export interface ZipEntry {
  readonly name: string;
  /** Size after decompression. */
  readonly size: number;
  readonly packedSize: number;
  readonly isCompressed: boolean;
  readonly crc: number;
  /** Offset of the local header. */
  readonly offset: number;
}

export class ZipReader {
  readonly #byName: ReadonlyMap<string, ZipEntry>;
  /** Records that were decompressed; each counts once. */
  readonly #unpacked = new Set<ZipEntry>();
  #unpackedBytes = 0;

  private constructor(
    readonly source: ByteSource,
    /** In directory order. */
    readonly entries: readonly ZipEntry[],
  ) {
    this.#byName = new Map(entries.map((entry) => [entry.name, entry]));
    if (this.#byName.size !== entries.length) throw corrupt(source, 'two records have the same name');
  }

  /** @throws {CheckpointError} if the archive is corrupt, truncated, or claims more bytes than it can contain. */
  static open(source: ByteSource): ZipReader {
    const { offset, size, count } = findDirectory(source);
    const entries = readEntries(source, source.read(offset, size), count);
    const claimed = entries.reduce((sum, { packedSize }) => sum + packedSize, 0);
    if (claimed > source.size) throw corrupt(source, `its records claim ${claimed} bytes`);
    return new ZipReader(source, entries);
  }

  get(name: string): ZipEntry | undefined {
    return this.#byName.get(name);
  }

  /** The whole record, verified by its checksum. */
  read(entry: ZipEntry): Uint8Array<ArrayBuffer> {
    const packed = this.source.read(this.#dataOffset(entry), entry.packedSize);
    const bytes = entry.isCompressed ? this.#inflate(entry, packed) : packed;
    if (bytes.length !== entry.size || crcOf(bytes) !== entry.crc) {
      throw corrupt(this.source, `the checksum of ${entry.name} is wrong: its bytes have changed`);
    }
    return bytes;
  }

  /** A record as a source of its own. */
  open(entry: ZipEntry): ByteSource {
    return bytesSource(this.read(entry), this.source.name);
  }

  #dataOffset({ name, offset }: ZipEntry): number {
    const header = this.source.read(offset, 30);
    const view = dataView(header);
    const nameLength = view.getUint16(26, true);
    const isSame =
      view.getUint32(0, true) === LOCAL_SIGNATURE &&
      decode(this.source.read(offset + 30, nameLength)) === name;
    if (!isSame) throw corrupt(this.source, `the header of ${name} is not where the directory says`);
    return offset + 30 + nameLength + view.getUint16(28, true);
  }

  #inflate(entry: ZipEntry, packed: Uint8Array): Uint8Array<ArrayBuffer> {
    const { name, size } = entry;
    if (!this.#unpacked.has(entry)) this.#unpackedBytes += size;
    this.#unpacked.add(entry);
    if (this.#unpackedBytes > HARMLESS_BYTES + this.source.size * LARGEST_RATIO) {
      throw new CheckpointError(
        `${this.source.name}: its ${this.source.size} bytes would decompress to more than ${this.#unpackedBytes} (record ${name}): ` +
          'that is not a checkpoint but a zip bomb.',
      );
    }
    try {
      return inflate(packed, size);
    } catch (cause) {
      throw corrupt(this.source, `record ${name} cannot be decompressed`, cause);
    }
  }
}

function readEntries(source: ByteSource, directory: Uint8Array<ArrayBuffer>, count: number): ZipEntry[] {
  const view = dataView(directory);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw corrupt(source, 'its directory is broken');
    }
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const end = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (end > directory.length) throw corrupt(source, 'its directory is broken');
    const name = decode(directory.subarray(at + 46, at + 46 + nameLength));
    const extra = dataView(directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    const method = view.getUint16(at + 10, true);
    if (method !== STORED && method !== DEFLATED)
      throw corrupt(source, `record ${name} is compressed by method ${method}`);
    if (view.getUint16(at + 8, true) & ENCRYPTED) throw corrupt(source, `record ${name} is encrypted`);
    const [size, packedSize, offset] = wideNumbers(extra, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    const isCompressed = method === DEFLATED;
    if (!isCompressed && size !== packedSize) throw corrupt(source, `record ${name} has two different sizes`);
    if (offset + packedSize > source.size) throw corrupt(source, `record ${name} claims ${packedSize} bytes`);
    entries.push({ name, size, packedSize, isCompressed, crc: view.getUint32(at + 16, true), offset });
    at = end;
  }
  return entries;
}

/** Replaces the values that did not fit 32 bits by those of the zip64 field, in order. */
function wideNumbers(extra: DataView, numbers: number[]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== ZIP64_EXTRA) continue;
    const end = Math.min(at + 4 + extra.getUint16(at + 2, true), extra.byteLength);
    let next = at + 4;
    return numbers.map((number) => {
      if (number !== 0xffffffff || next + 8 > end) return number;
      next += 8;
      return Number(extra.getBigUint64(next - 8, true));
    });
  }
  return numbers;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function corrupt({ name }: ByteSource, reason: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`${name}: is corrupt or hostile: ${reason}.`, { cause });
}
