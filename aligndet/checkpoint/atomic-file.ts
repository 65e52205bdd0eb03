/** @module Atomic checkpoint writes, with messages for a failure in the middle of a run. */
import { CheckpointError, writeAtomically } from '../core/index.js';

/** The bytes of a file, in order, created one chunk at a time so that no second copy of the file is in memory. */
export type FileChunks = Iterable<Uint8Array>;

/** @throws {CheckpointError} on failure; an earlier file is then unchanged, and no temporary file remains. */
export function writeFileAtomically(path: string, parts: FileChunks): void {
  writeAtomically(path, parts, explain);
}

const REMEDIES: Record<string, string> = {
  ENOSPC:
    'the disk is full. Free some space or choose another --work-dir; an earlier file of that name is unchanged',
  EDQUOT:
    'your disk quota is used up. Free some space or choose another --work-dir; an earlier file of that name is unchanged',
  EACCES: 'permission denied. Choose another --work-dir or change the permissions of the folder',
  EROFS: 'the file system is read-only. Choose another --work-dir',
};

function explain(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code !== 'string' || !(cause instanceof Error) || cause instanceof CheckpointError) return cause;
  return new CheckpointError(`${path}: could not be written: ${REMEDIES[code] ?? cause.message}.`, { cause });
}
