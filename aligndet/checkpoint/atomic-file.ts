/**
 * @module Files that are whole or absent: written beside the target, flushed to the disk, then renamed over it.
 * A crash or a full disk leaves what was there before.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CheckpointError } from '../core/index.js';

/** Pieces of a file in their order, made one at a time so that no second copy of the file is in memory. */
export type FileParts = Iterable<Uint8Array>;

/** Largest single write: Node refuses writes of 2 GiB and more. */
const LARGEST_WRITE = 1 << 30;

/** Distinguishes temporary files of one process; the process id those of several. */
let counter = 0;

/**
 * Writes `parts` to `path`, making its folder when needed.
 *
 * @throws {CheckpointError} when that fails; an earlier file is untouched then, and no temporary file stays behind.
 */
export function writeFileAtomically(path: string, parts: FileParts): void {
  const folder = dirname(path);
  counter += 1;
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${counter}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    const descriptor = openSync(temporary, 'wx');
    try {
      for (const part of parts) writeAll(descriptor, part);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    flushFolder(folder);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw explain(path, cause);
  }
}

function writeAll(descriptor: number, part: Uint8Array): void {
  let done = 0;
  while (done < part.length)
    done += writeSync(descriptor, part, done, Math.min(part.length - done, LARGEST_WRITE));
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
  ENOSPC:
    'the disk is full. Free some space or choose another --work-dir; an earlier file of that name is still whole',
  EDQUOT:
    'your disk quota is used up. Free some space or choose another --work-dir; an earlier file is still whole',
  EACCES: 'you may not write there. Choose another --work-dir or change the permissions of the folder',
  EROFS: 'the file system is read-only. Choose another --work-dir',
};

function explain(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code !== 'string' || !(cause instanceof Error) || cause instanceof CheckpointError) return cause;
  return new CheckpointError(`${path}: could not be written: ${REMEDIES[code] ?? cause.message}.`, { cause });
}
