/** @module Compares two checkpoint files. */
import { statSync } from 'node:fs';
import { withCheckpoint } from '../loading/read-checkpoint.js';
import { type CheckpointDiff, comparer, pairsOf } from './comparison.js';

/** @throws {CheckpointError} if a file cannot be read. */
export function diffCheckpoints(first: string, second: string): CheckpointDiff {
  return withCheckpoint(first, (a) =>
    withCheckpoint(second, (b) => {
      const { pairs, ...only } = pairsOf(a.value, b.value);
      const compare = comparer(statSync(first).size + statSync(second).size);
      const changed = pairs.map(compare).filter((change) => change !== undefined);
      return { ...only, changed, equal: pairs.length - changed.length };
    }),
  );
}
