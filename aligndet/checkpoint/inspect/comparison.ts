/** @module Compares two open checkpoints, tensor by tensor. */
import { CheckpointError } from '../../core/portable.js';
import type { TensorRecord } from '../../nn/index.js';
import { equalBytes } from '../bytes.js';
import { bytesOf, elementsOf } from '../dtypes.js';
import { asRecord } from '../loading/state-entries.js';
import type { PyValue } from '../pickle/values.js';
import { valuesOf } from '../values-of.js';
import { namesOf, TensorPath, type TensorValue, tensorsAt } from './tensor-paths.js';

/** Max number of compared elements: a constant plus a multiple of the elements of both files. */
const HARMLESS_ELEMENTS = 1 << 26;
const MAX_VIEWS = 8;

export interface ChangedTensor {
  readonly path: string;
  /** First difference: the dtype, the shape or the values. */
  readonly what: 'dtype' | 'shape' | 'values';
  readonly detail: string;
  /** Differences of the values; `undefined` unless only the values differ. */
  readonly largestDifference?: number;
  readonly differingValues?: number;
}

export interface CheckpointDiff {
  readonly onlyInFirst: readonly string[];
  readonly onlyInSecond: readonly string[];
  readonly changed: readonly ChangedTensor[];
  readonly equal: number;
}

/** Two tensors with the same name. */
export interface TensorPair {
  readonly path: string;
  readonly first: TensorValue;
  readonly second: TensorValue;
}

/** Matches the tensors of two checkpoints by name, before any value is read. */
export function pairsOf(
  a: PyValue,
  b: PyValue,
): Pick<CheckpointDiff, 'onlyInFirst' | 'onlyInSecond'> & { readonly pairs: readonly TensorPair[] } {
  const tree = new TensorPath();
  const [inFirst, inSecond] = [new Map(tensorsAt(a, tree)), new Map(tensorsAt(b, tree))];
  const names = namesOf([...inFirst.keys(), ...inSecond.keys()]);
  const nameOf = (path: TensorPath) => names.get(path) as string;
  return {
    onlyInFirst: [...inFirst.keys()].filter((path) => !inSecond.has(path)).map(nameOf),
    onlyInSecond: [...inSecond.keys()].filter((path) => !inFirst.has(path)).map(nameOf),
    pairs: [...inFirst].flatMap(([path, first]) => {
      const second = inSecond.get(path);
      return second === undefined ? [] : [{ path: nameOf(path), first, second }];
    }),
  };
}

/**
 * Compares one pair after the other.
 *
 * @param fileBytes of both files: views may overlap, and expanded tensors repeat values without limit.
 * @throws {CheckpointError} if the pairs have far more elements than the files.
 */
export function comparer(fileBytes: number): (pair: TensorPair) => ChangedTensor | undefined {
  const spend = comparisons(fileBytes);
  return ({ path, first, second }) => {
    spend(first, second, path);
    return compare(path, first, second);
  };
}

/** Counts compared elements. */
function comparisons(fileBytes: number): (a: TensorValue, b: TensorValue, path: string) => void {
  let left = HARMLESS_ELEMENTS + fileBytes * MAX_VIEWS;
  return (a, b, path) => {
    if (a.shape.join() !== b.shape.join()) return;
    left -= elementsOf(a.shape);
    if (left < 0) {
      throw new CheckpointError(
        `${path}: the tensors up to this one repeat the stored values more than ${MAX_VIEWS} times. Comparing them would take too long.`,
      );
    }
  };
}

function compare(path: string, a: TensorValue, b: TensorValue): ChangedTensor | undefined {
  if (a.shape.join() !== b.shape.join()) {
    return { path, what: 'shape', detail: `[${a.shape.join(', ')}] became [${b.shape.join(', ')}]` };
  }
  if (a.dtype !== b.dtype) return { path, what: 'dtype', detail: `${a.dtype} became ${b.dtype}` };
  const [first, second] = [asRecord(a) as TensorRecord, asRecord(b) as TensorRecord];
  if (equalBytes(bytesOf(first.data), bytesOf(second.data))) return undefined;
  const [before, after] = [valuesOf(first), valuesOf(second)];
  let [largestDifference, differingValues] = [0, 0];
  for (let i = 0; i < before.length; i++) {
    if (Object.is(before[i], after[i])) continue;
    differingValues += 1;
    largestDifference = Math.max(largestDifference, Math.abs(before[i] - after[i]) || 0);
  }
  const detail = `${differingValues} of ${before.length} values, by up to ${largestDifference.toPrecision(4)}`;
  return { path, what: 'values', detail, largestDifference, differingValues };
}
