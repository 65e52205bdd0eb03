/** @module Compares captured tensors with expected ones, whole or by their digest. */
import { compareExact, compareValues, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import type { CaseArrays } from '../read-case.js';
import type { Captured, Captures } from './capture.js';
import type { ModelTolerance } from './model-case.js';

/** Values that stand for a tensor that is too large to store. */
const digests: Record<string, (captured: Captured) => ArrayLike<number>> = {
  shape: ({ shape }) => shape,
  mean: ({ data }) => [meanOf(data)],
  std: ({ data }) => {
    const mean = meanOf(data);
    return [Math.sqrt(meanOf(Float64Array.from(data, (value) => (value - mean) ** 2)))];
  },
  sample: ({ data }) => sampled(data, 64),
};

/** Every expected array whose name begins with `prefix`. */
export function compareCaptures(
  captures: Captures,
  expected: CaseArrays,
  prefix: string,
  tolerance: ModelTolerance,
): Finding[] {
  return [...expected]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, { dtype, shape, data }]) => {
      const dot = name.lastIndexOf('.');
      const digest = digests[name.slice(dot + 1)];
      const captured = captures.get(digest === undefined ? name : name.slice(0, dot));
      if (captured === undefined) return mismatch(name, 'was not captured');
      if (digest === undefined && captured.shape.join() !== shape.join()) {
        return mismatch(name, `is [${captured.shape.join(', ')}], expected [${shape.join(', ')}]`);
      }
      const actual = digest === undefined ? captured.data : digest(captured);
      return dtype.startsWith('float')
        ? compareValues(name, actual, data, tolerance, 'tensor')
        : compareExact(name, actual, data);
    });
}

/** `limit` values, evenly spread. */
export function sampled(data: ArrayLike<number>, limit: number): Float64Array {
  const step = Math.max(1, Math.floor(data.length / limit));
  const count = Math.min(limit, Math.ceil(data.length / step));
  return Float64Array.from({ length: count }, (_, i) => data[i * step]);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
