/** @module Checkpoints that are whole or absent; what a failed write says is for people in the middle of a run. */
import { CheckpointError, writeAtomically } from '../core/index.js';

/** Pieces of a file in their order, made one at a time so that no second copy of the file is in memory. */
export type FileChunks = Iterable<Uint8Array>;

/** @throws {CheckpointError} when that fails; an earlier file is untouched then, and no temporary file stays behind. */
export function writeFileAtomically(path: string, parts: FileChunks): void {
  writeAtomically(path, parts, explain);
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
