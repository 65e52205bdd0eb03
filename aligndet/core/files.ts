/**
 * @module Atomic file writes: to a temporary file beside the target, flushed to disk, then renamed over it.
 * After a crash or on a full disk the earlier file is unchanged.
 */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AlignDetError, DataError } from './errors.js';

/**
 * Bytes per write. The kernel serves large writes with large pages, which it must find first: 1 GB in writes of
 * 16 MB took 5 to 8 times the system time of writes of 256 kB.
 */
const LARGEST_WRITE = 1 << 18;

/** Distinguishes temporary files of one process; the process id distinguishes those of several. */
let counter = 0;

/**
 * Creates the folder and its parents. Node's `recursive` never returns where a parent allows no new folder, as in
 * /proc.
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (cause) {
    // another process may have created it meanwhile
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw cause;
  }
}

/**
 * Writes `parts` to `path` in order, and creates its folder if needed.
 *
 * @param explain the error to throw on failure; an earlier file is then unchanged, and no temporary file remains.
 * @param prepare is called with the new, empty file.
 * @throws {DataError} unless `explain` says otherwise.
 */
export function writeAtomically(
  path: string,
  parts: Iterable<string | Uint8Array>,
  explain = writeError,
  prepare: (descriptor: number) => void = () => {},
): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${++counter}.tmp`);
  try {
    makeFolder(folder);
    const file = openSync(temporary, 'wx');
    try {
      prepare(file);
      for (const part of parts) writeAll(file, typeof part === 'string' ? Buffer.from(part) : part);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    flushFolder(folder);
  } catch (cause) {
    remove(temporary);
    throw explain(path, cause);
  }
}

/**
 * Rewrites an existing file: a link stays a link, and the file keeps its mode and owner.
 *
 * @throws {DataError} on failure; the file is then unchanged.
 */
export function rewriteAtomically(path: string, parts: Iterable<string | Uint8Array>): void {
  try {
    const target = realpathSync(path);
    const { mode, uid, gid } = statSync(target);
    writeAtomically(target, parts, writeError, (descriptor) => {
      const made = fstatSync(descriptor);
      if (made.uid !== uid || made.gid !== gid) fchownSync(descriptor, uid, gid);
      fchmodSync(descriptor, mode & 0o7777);
    });
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/** Reports the error of the write, not one of the cleanup. */
function remove(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {}
}

function writeAll(file: number, part: Uint8Array): void {
  let done = 0;
  while (done < part.length) done += writeSync(file, part, done, Math.min(part.length - done, LARGEST_WRITE));
}

/** Makes the rename durable; some file systems and Windows do not support this, and the file is complete anyway. */
function flushFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {}
}

const REMEDIES: Record<string, string> = {
  ENOSPC: 'the disk is full. Free some space, then run again',
  EDQUOT: 'your disk quota is used up. Free some space, then run again',
  EACCES: 'permission denied. Choose another folder or change its permissions',
  EPERM: 'permission denied. Choose another folder or change its permissions',
  EROFS: 'the file system is read-only. Choose another folder',
  ENOENT: 'the folder cannot be created. Choose another folder',
  EISDIR: 'it is a folder. Give the path of a file',
  ENOTDIR: 'a parent in the path is a file, not a folder',
  EEXIST: 'a parent in the path is a file, not a folder',
};

/** Error for a failed write; errors not from the file system are returned unchanged. */
export function writeError(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (!(cause instanceof Error) || cause instanceof AlignDetError || typeof code !== 'string') return cause;
  return new DataError(`${path} cannot be written: ${REMEDIES[code] ?? cause.message}.`, { cause });
}
