/**
 * @module Files that are whole or absent: written beside the target, flushed to the disk, then renamed over it.
 * A crash or a full disk leaves what was there before.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AlignDetError, DataError } from './errors.js';

/**
 * Writes `parts` to `path`, one after the other, making its folder when needed.
 *
 * @throws {DataError} when that fails; an earlier file is untouched then, and no temporary file stays behind.
 */
export function writeTextAtomically(path: string, parts: Iterable<string>): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (const part of parts) writeSync(file, part);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw writeError(path, cause);
  }
}

const REMEDIES: Record<string, string> = {
  ENOSPC: 'the disk is full. Free some space, then run again',
  EDQUOT: 'your disk quota is used up. Free some space, then run again',
  EACCES: 'you may not write there. Choose another place or change the permissions of the folder',
  EPERM: 'you may not write there. Choose another place or change the permissions of the folder',
  EROFS: 'the file system is read-only. Choose another place',
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
