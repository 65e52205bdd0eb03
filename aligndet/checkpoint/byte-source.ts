/** @module Random access to bytes, from a file on disk or from memory. Nothing is read before it is requested. */
import { CheckpointError, nodeModule } from '../core/portable.js';

/** Max bytes per read: Node rejects reads of 2 GiB and more. */
const LARGEST_READ = 1 << 30;

const buffers = nodeModule('node:buffer');

/** Max array length of this Node: 4 GiB in version 20, more in later ones. Browsers do not expose theirs. */
export const LONGEST_ARRAY = buffers?.constants.MAX_LENGTH ?? 2 ** 32;

export interface ByteSource {
  /** For messages: the path, or a description of the bytes. */
  readonly name: string;
  readonly size: number;
  /** Returns a copy, aligned for every element type. @throws {CheckpointError} past the end. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /**
   * Announces the ranges that are read next, as offsets and lengths, so that a remote source can fetch them together.
   */
  prepare?(ranges: readonly (readonly [offset: number, length: number])[]): void;
  close(): void;
}

/** Opens a file. @throws {CheckpointError} if it does not exist or is not a file. */
export function openFile(path: string): ByteSource {
  const fs = fileSystem(path);
  const descriptor = openOrExplain(path, fs);
  const stats = fs.fstatSync(descriptor);
  if (!stats.isFile()) {
    fs.closeSync(descriptor);
    throw new CheckpointError(`${path}: is not a file. Give the path of a checkpoint file.`);
  }
  let isOpen = true;
  return {
    name: path,
    size: stats.size,
    read(offset, length) {
      if (!isOpen) throw new CheckpointError(`${path}: was closed before it was read completely.`);
      assertInside(this, offset, length);
      const bytes = uninitialised(length);
      let done = 0;
      while (done < length) {
        const toRead = Math.min(length - done, LARGEST_READ);
        const got = fs.readSync(descriptor, bytes, done, toRead, offset + done);
        if (got === 0) throw new CheckpointError(`${path}: was truncated while it was read.`);
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

/** Bytes in memory. */
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
    `${path}: cannot be opened: no file system is available. Pass the file as a Blob, or its bytes.`,
  );
}

function openOrExplain(path: string, fs: FileSystem): number {
  try {
    return fs.openSync(path, 'r');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : String(cause);
    throw new CheckpointError(`${path}: cannot be opened: ${reason}.`, { cause });
  }
}

/** Reads values of any width at any offset of `bytes`. */
export function dataView({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Every byte is overwritten by the following reads, or an error is thrown. */
function uninitialised(length: number): Uint8Array<ArrayBuffer> {
  if (buffers === undefined) return new Uint8Array(length);
  return new Uint8Array(buffers.Buffer.allocUnsafeSlow(length).buffer as ArrayBuffer, 0, length);
}

/** @throws {CheckpointError} unless the bytes are in the source and fit one array. */
export function assertInside({ name, size }: ByteSource, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= size) {
    if (length <= LONGEST_ARRAY) return;
    throw new CheckpointError(
      `${name}: ${length} bytes are needed in one array, but arrays hold at most ${LONGEST_ARRAY}. ` +
        'Use a newer Node, or split the tensor.',
    );
  }
  throw new CheckpointError(
    `${name}: is corrupt or truncated: bytes ${offset} to ${offset + length} are needed, but the file has ${size} bytes.`,
  );
}
