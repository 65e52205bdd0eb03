/**
 * @module Files that are whole or absent: written beside the target, flushed to the disk, then renamed over it.
 * A crash or a full disk leaves what was there before.
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
 * Bytes of one write. The kernel serves large writes with large pages, which it has to find first: 1 GB in writes of
 * 16 MB took 5 to 8 times the system time of the same in writes of 256 kB.
 */
const LARGEST_WRITE = 1 << 18;

/** Distinguishes temporary files of one process; the process id those of several. */
let counter = 0;

/** Makes the folder with those above it. Node's own never returns where one takes no new folder, as in /proc. */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (cause) {
    // another process may have made it in between
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw cause;
  }
}

/**
 * Writes `parts` to `path`, one after the other, making its folder when needed.
 *
 * @param explain what to throw when that fails; an earlier file is untouched then, and no temporary file stays behind.
 * @param prepare is handed the new file while it is empty.
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
 * Writes a file anew that exists: a link stays a link, and the file keeps its mode and its owner.
 *
 * @throws {DataError} when that cannot be done; the file is untouched then.
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

/** What stopped the writing is the news, not what stops the tidying up. */
function remove(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {}
}

function writeAll(file: number, part: Uint8Array): void {
  let done = 0;
  while (done < part.length) done += writeSync(file, part, done, Math.min(part.length - done, LARGEST_WRITE));
}

/** Makes the rename itself last; some file systems and Windows refuse, and the file is whole all the same. */
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
  EACCES: 'you may not write there. Choose another place or change the permissions of the folder',
  EPERM: 'you may not write there. Choose another place or change the permissions of the folder',
  EROFS: 'the file system is read-only. Choose another place',
  ENOENT: 'nothing can be made in this folder. Choose another place',
  EISDIR: 'it is a folder. Give the path of a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
};

/** What a failed write says to people; errors that the file system did not make pass unchanged. */
export function writeError(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (!(cause instanceof Error) || cause instanceof AlignDetError || typeof code !== 'string') return cause;
  return new DataError(`${path} cannot be written: ${REMEDIES[code] ?? cause.message}.`, { cause });
}
