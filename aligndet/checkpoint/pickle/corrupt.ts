import { CheckpointError } from '../../core/portable.js';

/** A pickle that Python's own pickler would not have written. The reader adds the file name. */
export function corrupt(what: string): CheckpointError {
  return new CheckpointError(`the pickle is corrupt or hostile: ${what}.`);
}
