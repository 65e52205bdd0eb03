/** @module How two checkpoints differ, tensor by tensor. */
import type { TensorRecord } from '../../nn/index.js';
import { bytesOf } from '../dtypes.js';
import { withCheckpoint } from '../loading/read-checkpoint.js';
import { asRecord } from '../loading/state-entries.js';
import { numbersOf } from '../numbers-of.js';
import { tensorsBelow } from './tensors-below.js';

export interface ChangedTensor {
  readonly path: string;
  /** What differs first: the type, the shape or the values. */
  readonly what: 'dtype' | 'shape' | 'values';
  readonly detail: string;
  /** Of the values; `undefined` unless only they differ. */
  readonly largestDifference?: number;
  readonly differingValues?: number;
}

export interface CheckpointDiff {
  readonly onlyInFirst: readonly string[];
  readonly onlyInSecond: readonly string[];
  readonly changed: readonly ChangedTensor[];
  readonly equal: number;
}

/** @throws {CheckpointError} when a file cannot be read. */
export function diffCheckpoints(first: string, second: string): CheckpointDiff {
  return withCheckpoint(first, (a) =>
    withCheckpoint(second, (b) => {
      const [inFirst, inSecond] = [new Map(tensorsBelow(a.value)), new Map(tensorsBelow(b.value))];
      const changed: ChangedTensor[] = [];
      let equal = 0;
      for (const [path, tensor] of inFirst) {
        const other = inSecond.get(path);
        if (other === undefined) continue;
        const change = compare(path, asRecord(tensor) as TensorRecord, asRecord(other) as TensorRecord);
        if (change === undefined) equal += 1;
        else changed.push(change);
      }
      return {
        onlyInFirst: [...inFirst.keys()].filter((path) => !inSecond.has(path)),
        onlyInSecond: [...inSecond.keys()].filter((path) => !inFirst.has(path)),
        changed,
        equal,
      };
    }),
  );
}

function compare(path: string, a: TensorRecord, b: TensorRecord): ChangedTensor | undefined {
  if (a.shape.join() !== b.shape.join()) {
    return { path, what: 'shape', detail: `[${a.shape.join(', ')}] became [${b.shape.join(', ')}]` };
  }
  if (a.dtype !== b.dtype) return { path, what: 'dtype', detail: `${a.dtype} became ${b.dtype}` };
  if (Buffer.compare(bytesOf(a.data), bytesOf(b.data)) === 0) return undefined;
  const [before, after] = [numbersOf(a), numbersOf(b)];
  let [largestDifference, differingValues] = [0, 0];
  for (let i = 0; i < before.length; i++) {
    if (Object.is(before[i], after[i])) continue;
    differingValues += 1;
    largestDifference = Math.max(largestDifference, Math.abs(before[i] - after[i]) || 0);
  }
  const detail = `${differingValues} of ${before.length} values, by up to ${largestDifference.toPrecision(4)}`;
  return { path, what: 'values', detail, largestDifference, differingValues };
}
