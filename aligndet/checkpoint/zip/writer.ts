/**
 * @module Writes zip archives of stored records whose data start at multiples of 64 bytes, so that PyTorch can map them
 * into memory. Times and file names are constant: equal contents give equal files.
 */
import type { FileChunks } from '../atomic-file.js';
import { dataView } from '../byte-source.js';
import { concatBytes, latin1Bytes } from '../bytes.js';
import { crcOf } from './crc.js';

export interface ZipRecord {
  /** ASCII path inside the archive. */
  readonly name: string;
  /** Called once, just before it is written. */
  bytes(): Uint8Array;
}

const NOTHING = new Uint8Array(0);
const ALIGNMENT = 64;
const LARGEST_32 = 0xffffffff;
const LARGEST_16 = 0xffff;
/** 1 January 1980, the minimum date of the zip format. */
const DATE = 0x21;
const VERSION = 20;
const VERSION_64 = 45;
/** Padding field, with PyTorch's tag. */
const PADDING_TAG = 0x4246;

interface Written {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
  readonly offset: number;
}

export function* zipChunks(records: Iterable<ZipRecord>): FileChunks {
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
  const directory = concatBytes(written.map(directoryEntry));
  yield directory;
  yield archiveEnd(written.length, directory.length, offset);
}

function localHeader({ name, size, crc, offset }: Written): Uint8Array {
  const wide = size >= LARGEST_32 ? field64([size, size]) : NOTHING;
  const start = offset + 30 + name.length + wide.length + 4;
  const padding = (ALIGNMENT - (start % ALIGNMENT)) % ALIGNMENT;
  const field = new Uint8Array(4 + padding).fill('Z'.charCodeAt(0));
  dataView(field).setUint16(0, PADDING_TAG, true);
  dataView(field).setUint16(2, padding, true);
  const extra = concatBytes([wide, field]);
  const header = new Uint8Array(30);
  const view = dataView(header);
  view.setUint32(0, 0x04034b50, true);
  writeFacts(view, 4, size, crc);
  view.setUint16(26, name.length, true);
  view.setUint16(28, extra.length, true);
  return concatBytes([header, latin1Bytes(name), extra]);
}

function directoryEntry({ name, size, crc, offset }: Written): Uint8Array {
  const wideNumbers = [
    ...(size >= LARGEST_32 ? [size, size] : []),
    ...(offset >= LARGEST_32 ? [offset] : []),
  ];
  const extra = wideNumbers.length === 0 ? NOTHING : field64(wideNumbers);
  const entry = new Uint8Array(46);
  const view = dataView(entry);
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, versionFor(size, offset), true);
  writeFacts(view, 6, size, crc);
  view.setUint16(28, name.length, true);
  view.setUint16(30, extra.length, true);
  view.setUint32(42, Math.min(offset, LARGEST_32), true);
  return concatBytes([entry, latin1Bytes(name), extra]);
}

/** Version, flags, method, time, date, checksum and sizes: the same in both headers. */
function writeFacts(header: DataView, at: number, size: number, crc: number): void {
  header.setUint16(at, versionFor(size, 0), true);
  header.setUint16(at + 8, DATE, true);
  header.setUint32(at + 10, crc, true);
  header.setUint32(at + 14, Math.min(size, LARGEST_32), true);
  header.setUint32(at + 18, Math.min(size, LARGEST_32), true);
}

function versionFor(size: number, offset: number): number {
  return size >= LARGEST_32 || offset >= LARGEST_32 ? VERSION_64 : VERSION;
}

function field64(numbers: readonly number[]): Uint8Array {
  const field = new Uint8Array(4 + 8 * numbers.length);
  const view = dataView(field);
  view.setUint16(0, 1, true);
  view.setUint16(2, 8 * numbers.length, true);
  numbers.forEach((number, i) => {
    view.setBigUint64(4 + 8 * i, BigInt(number), true);
  });
  return field;
}

/** The end record, after the zip64 records if a value does not fit it. */
function archiveEnd(count: number, size: number, offset: number): Uint8Array {
  const end = new Uint8Array(22);
  const view = dataView(end);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, Math.min(count, LARGEST_16), true);
  view.setUint16(10, Math.min(count, LARGEST_16), true);
  view.setUint32(12, Math.min(size, LARGEST_32), true);
  view.setUint32(16, Math.min(offset, LARGEST_32), true);
  const fits = count < LARGEST_16 && size < LARGEST_32 && offset < LARGEST_32;
  return fits ? end : concatBytes([archiveEnd64(count, size, offset), end]);
}

function archiveEnd64(count: number, size: number, offset: number): Uint8Array {
  const end = new Uint8Array(56);
  const view = dataView(end);
  view.setUint32(0, 0x06064b50, true);
  view.setBigUint64(4, 44n, true); // bytes of this record after this field
  view.setUint16(12, VERSION_64, true);
  view.setUint16(14, VERSION_64, true);
  view.setBigUint64(24, BigInt(count), true);
  view.setBigUint64(32, BigInt(count), true);
  view.setBigUint64(40, BigInt(size), true);
  view.setBigUint64(48, BigInt(offset), true);
  const locator = new Uint8Array(20);
  dataView(locator).setUint32(0, 0x07064b50, true);
  dataView(locator).setBigUint64(8, BigInt(offset + size), true);
  dataView(locator).setUint32(16, 1, true);
  return concatBytes([end, locator]);
}
