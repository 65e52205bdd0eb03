/** @module Bytes at an offset, from a file that stays on disk or from memory. Nothing is read before it is asked for. */
import { CheckpointError, nodeModule } from '../core/portable.js';

/** Largest single read: Node refuses reads of 2 GiB and more. */
const LARGEST_READ = 1 << 30;

const buffers = nodeModule('node:buffer');

/** Longest array that this Node makes: 4 GiB in version 20, more in later ones. Browsers do not tell theirs. */
export const LONGEST_ARRAY = buffers?.constants.MAX_LENGTH ?? 2 ** 32;

export interface ByteSource {
  /** For messages: the path, or what the bytes are. */
  readonly name: string;
  readonly size: number;
  /** An array of the caller's own, aligned for every element type. @throws {CheckpointError} past the end. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /** Says which ranges are read next, as offsets and lengths: a source that is read from afar gets them together. */
  prepare?(ranges: readonly (readonly [offset: number, length: number])[]): void;
  close(): void;
}

/** Opens a file. @throws {CheckpointError} when it is absent or no file. */
export function openFile(path: string): ByteSource {
  const fs = fileSystem(path);
  const descriptor = openOrExplain(path, fs);
  const stats = fs.fstatSync(descriptor);
  if (!stats.isFile()) {
    fs.closeSync(descriptor);
    throw new CheckpointError(`${path}: is not a file.`);
  }
  let isOpen = true;
  return {
    name: path,
    size: stats.size,
    read(offset, length) {
      if (!isOpen) throw new CheckpointError(`${path}: was closed before all of it was read.`);
      assertInside(this, offset, length);
      const bytes = uninitialised(length);
      let done = 0;
      while (done < length) {
        const toRead = Math.min(length - done, LARGEST_READ);
        const got = fs.readSync(descriptor, bytes, done, toRead, offset + done);
        if (got === 0) throw new CheckpointError(`${path}: got shorter while it was read.`);
        done += got;
      }
      return bytes;
    },
    close() {
      if (isOpen) fs.closeSync(descriptor);
      isOpen = false;
    },
  };
}

/** Bytes that are in memory already. */
export function bytesSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.length,
    read(offset, length) {
      assertInside(this, offset, length);
      return new Uint8Array(bytes.subarray(offset, offset + length));
    },
    close() {},
  };
}

type FileSystem = typeof import('node:fs');

function fileSystem(path: string): FileSystem {
  const fs = nodeModule('node:fs');
  if (fs !== undefined) return fs;
  throw new CheckpointError(
    `${path}: cannot be opened: there is no file system here. Give the file as a Blob, or its bytes.`,
  );
}

function openOrExplain(path: string, fs: FileSystem): number {
  try {
    return fs.openSync(path, 'r');
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(cause);
    throw new CheckpointError(`${path}: cannot be opened: ${reason}.`, { cause });
  }
}

/** Numbers of any width at any place of `bytes`. */
export function dataView({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Every byte of it is written by the reads that follow, or an error is thrown. */
function uninitialised(length: number): Uint8Array<ArrayBuffer> {
  if (buffers === undefined) return new Uint8Array(length);
  return new Uint8Array(buffers.Buffer.allocUnsafeSlow(length).buffer as ArrayBuffer, 0, length);
}

/** @throws {CheckpointError} unless the bytes are in the source and fit one array. */
export function assertInside({ name, size }: ByteSource, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= size) {
    if (length <= LONGEST_ARRAY) return;
    throw new CheckpointError(
      `${name}: ${length} bytes are needed at once, but arrays hold at most ${LONGEST_ARRAY}. ` +
        'Use a newer Node, or save the tensor in parts.',
    );
  }
  throw new CheckpointError(
    `${name}: is corrupt or truncated: bytes ${offset} to ${offset + length} are needed, but it has ${size}.`,
  );
}
