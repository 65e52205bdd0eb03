/** @module Locates the directory of a zip archive from its end. */
import { CheckpointError } from '../../core/portable.js';
import { type ByteSource, dataView } from '../byte-source.js';

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_SIZE = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_SIZE = 56;

export interface ZipDirectory {
  readonly offset: number;
  readonly size: number;
  /** Number of records. */
  readonly count: number;
}

/** @throws {CheckpointError} if the end of the archive is missing. */
export function findDirectory(source: ByteSource): ZipDirectory {
  const tailSize = Math.min(source.size, END_SIZE + LONGEST_COMMENT + LOCATOR_SIZE);
  const tail = dataView(source.read(source.size - tailSize, tailSize));
  const end = findEnd(tail);
  if (end === undefined) {
    throw new CheckpointError(
      `${source.name}: is truncated: the directory at the end of the archive is missing.`,
    );
  }
  const short = {
    count: tail.getUint16(end + 10, true),
    size: tail.getUint32(end + 12, true),
    offset: tail.getUint32(end + 16, true),
  };
  const directory = wideDirectory(source, tail, end) ?? short;
  // A count that exceeds the size would otherwise take time, not memory.
  if (directory.offset + directory.size > source.size || directory.count * 46 > directory.size) {
    throw new CheckpointError(
      `${source.name}: is corrupt: its directory does not match the size of the file.`,
    );
  }
  return directory;
}

/** Position of the end record: the last one whose comment ends exactly at the end of the file. */
function findEnd(tail: DataView): number | undefined {
  for (let at = tail.byteLength - END_SIZE; at >= 0; at--) {
    const isEnd = tail.getUint32(at, true) === END_SIGNATURE;
    if (isEnd && at + END_SIZE + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  return undefined;
}

/** The directory of a zip64 archive, or `undefined` for a plain one. */
function wideDirectory(source: ByteSource, tail: DataView, end: number): ZipDirectory | undefined {
  const locator = end - LOCATOR_SIZE;
  if (locator < 0 || tail.getUint32(locator, true) !== LOCATOR_SIGNATURE) return undefined;
  const at = Number(tail.getBigUint64(locator + 8, true));
  const record = dataView(source.read(at, END64_SIZE));
  if (record.getUint32(0, true) !== END64_SIGNATURE) {
    throw new CheckpointError(`${source.name}: is corrupt: the zip64 record at its end is broken.`);
  }
  return {
    count: Number(record.getBigUint64(32, true)),
    size: Number(record.getBigUint64(40, true)),
    offset: Number(record.getBigUint64(48, true)),
  };
}
