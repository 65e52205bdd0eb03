/**
 * @module Writes zip archives of stored records whose data start at multiples of 64 bytes, so that PyTorch can map
 * them into memory. Clock and file names stay out: equal contents give equal files.
 */
import type { FileParts } from '../atomic-file.js';
import { crcOf } from './crc.js';

export interface ZipRecord {
  /** ASCII path inside the archive. */
  readonly name: string;
  /** Asked for once, just before it is written. */
  bytes(): Uint8Array;
}

const ALIGNMENT = 64;
const LARGEST_32 = 0xffffffff;
const LARGEST_16 = 0xffff;
/** 1 January 1980, the first day that zip knows. */
const DATE = 0x21;
const VERSION = 20;
const VERSION_64 = 45;
/** Padding field, under the tag that PyTorch uses. */
const PADDING_TAG = 0x4246;

interface Written {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
  readonly offset: number;
}

export function* zipParts(records: Iterable<ZipRecord>): FileParts {
  const written: Written[] = [];
  let offset = 0;
  for (const record of records) {
    const bytes = record.bytes();
    const entry = { name: record.name, size: bytes.length, crc: crcOf(bytes), offset };
    const header = localHeader(entry);
    yield header;
    yield bytes;
    written.push(entry);
    offset += header.length + bytes.length;
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield archiveEnd(written.length, directory.length, offset);
}

function localHeader({ name, size, crc, offset }: Written): Uint8Array {
  const wide = size >= LARGEST_32 ? field64([size, size]) : Buffer.alloc(0);
  const start = offset + 30 + name.length + wide.length + 4;
  const padding = (ALIGNMENT - (start % ALIGNMENT)) % ALIGNMENT;
  const extra = Buffer.concat([wide, Buffer.alloc(4), Buffer.alloc(padding, 'Z')]);
  extra.writeUInt16LE(PADDING_TAG, wide.length);
  extra.writeUInt16LE(padding, wide.length + 2);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  writeFacts(header, 4, size, crc);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, Buffer.from(name, 'latin1'), extra]);
}

function directoryEntry({ name, size, crc, offset }: Written): Buffer {
  const wideNumbers = [
    ...(size >= LARGEST_32 ? [size, size] : []),
    ...(offset >= LARGEST_32 ? [offset] : []),
  ];
  const extra = wideNumbers.length === 0 ? Buffer.alloc(0) : field64(wideNumbers);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(versionFor(size, offset), 4);
  writeFacts(entry, 6, size, crc);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(Math.min(offset, LARGEST_32), 42);
  return Buffer.concat([entry, Buffer.from(name, 'latin1'), extra]);
}

/** Version, flags, method, time, date, checksum and sizes: the same in both headers. */
function writeFacts(header: Buffer, at: number, size: number, crc: number): void {
  header.writeUInt16LE(versionFor(size, 0), at);
  header.writeUInt16LE(DATE, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(Math.min(size, LARGEST_32), at + 14);
  header.writeUInt32LE(Math.min(size, LARGEST_32), at + 18);
}

function versionFor(size: number, offset: number): number {
  return size >= LARGEST_32 || offset >= LARGEST_32 ? VERSION_64 : VERSION;
}

function field64(numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  numbers.forEach((number, i) => {
    field.writeBigUInt64LE(BigInt(number), 4 + 8 * i);
  });
  return field;
}

/** The end record, behind the zip64 records when a number does not fit it. */
function archiveEnd(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, LARGEST_16), 8);
  end.writeUInt16LE(Math.min(count, LARGEST_16), 10);
  end.writeUInt32LE(Math.min(size, LARGEST_32), 12);
  end.writeUInt32LE(Math.min(offset, LARGEST_32), 16);
  const fits = count < LARGEST_16 && size < LARGEST_32 && offset < LARGEST_32;
  return fits ? end : Buffer.concat([archiveEnd64(count, size, offset), end]);
}

function archiveEnd64(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(56);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4); // bytes of this record behind this number
  end.writeUInt16LE(VERSION_64, 12);
  end.writeUInt16LE(VERSION_64, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end, locator]);
}
