/** @module Statistics of the values of a tensor. */
import type { TensorRecord } from '../../nn/index.js';
import { valuesOf } from '../values-of.js';

export interface Statistics {
  /** Of the finite values; `null` if there are none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  readonly nans: number;
  readonly infinities: number;
}

/** One pass, in double precision (Welford's update). Complex numbers count as two. */
export function statistics(record: TensorRecord): Statistics {
  const values = valuesOf(record);
  let [nans, infinities, count] = [0, 0, 0];
  let [mean, squares] = [0, 0];
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      if (Number.isNaN(value)) nans += 1;
      else infinities += 1;
      continue;
    }
    count += 1;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const none = count === 0;
  return {
    min: none ? null : min,
    max: none ? null : max,
    mean: none ? null : mean,
    std: none ? null : Math.sqrt(squares / count),
    nans,
    infinities,
  };
}
