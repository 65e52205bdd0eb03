/** @module Extracts files from a zip archive (such as a wheel) as streams, with constant memory. */
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { DataError } from '../../core/index.js';

/** A file in the archive. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const STORED = 0;
const DEFLATED = 8;

/**
 * @param targets path to write to, by name in the archive.
 * @param onBytes is called with the unpacked bytes written, and the total.
 * @returns the size of each file written, by name in the archive.
 * @throws {DataError} when the archive is corrupt or lacks a file.
 */
export async function unzip(
  archive: string,
  targets: ReadonlyMap<string, string>,
  onBytes: (bytes: number, total: number) => void,
): Promise<Map<string, number>> {
  const file = await open(archive, 'r');
  try {
    const entries = await readEntries(file, archive);
    const chosen = [...targets].map(([name, target]) => ({ entry: find(entries, name, archive), target }));
    const total = chosen.reduce((sum, { entry }) => sum + entry.bytes, 0);
    const sizes = new Map<string, number>();
    let before = 0;
    for (const { entry, target } of chosen) {
      before += await extract(file, archive, entry, target, (bytes) => onBytes(before + bytes, total));
      sizes.set(entry.name, entry.bytes);
    }
    return sizes;
  } finally {
    await file.close();
  }
}

function find(entries: ReadonlyMap<string, Entry>, name: string, archive: string): Entry {
  const entry = entries.get(name);
  if (entry === undefined) throw new DataError(`${archive} does not contain ${name}.`);
  return entry;
}

async function readEntries(file: FileHandle, archive: string): Promise<Map<string, Entry>> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - END_BYTES - 0xffff), Math.min(size, END_BYTES + 0xffff));
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END_SIGNATURE) at--;
  if (at < 0) throw new DataError(`${archive} is not a zip archive, or is truncated.`);
  const central = await read(file, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
  const entries = new Map<string, Entry>();
  for (let p = 0; p + 46 <= central.length && central.readUInt32LE(p) === CENTRAL_SIGNATURE; ) {
    const nameBytes = central.readUInt16LE(p + 28);
    const name = central.toString('utf8', p + 46, p + 46 + nameBytes);
    entries.set(name, {
      name,
      method: central.readUInt16LE(p + 10),
      compressedBytes: central.readUInt32LE(p + 20),
      bytes: central.readUInt32LE(p + 24),
      offset: central.readUInt32LE(p + 42),
    });
    p += 46 + nameBytes + central.readUInt16LE(p + 30) + central.readUInt16LE(p + 32);
  }
  return entries;
}

async function extract(
  file: FileHandle,
  archive: string,
  entry: Entry,
  target: string,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const header = await read(file, entry.offset, 30);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE || ![STORED, DEFLATED].includes(entry.method)) {
    throw new DataError(`${archive} is corrupt at ${entry.name}.`);
  }
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  let written = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      written += chunk.length;
      onBytes(written);
      done(null, chunk);
    },
  });
  const source = file.createReadStream({ start, end: start + entry.compressedBytes - 1, autoClose: false });
  const inflate = entry.method === STORED ? new PassThrough() : createInflateRaw({ chunkSize: 1 << 20 });
  await pipeline(source, inflate, counter, createWriteStream(target));
  if (written !== entry.bytes) {
    throw new DataError(
      `${archive} is corrupt: ${entry.name} has ${written} bytes instead of ${entry.bytes}.`,
    );
  }
  return written;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
