/** @module Evenly spaced values, rounded as in `numpy.linspace`: thresholds are compared for equality. */

/** `count` values from `first` to `last`, inclusive. */
export function linspace(first: number, last: number, count: number): Float64Array {
  const step = (last - first) / (count - 1);
  const values = Float64Array.from({ length: count }, (_, i) => i * step + first);
  values[count - 1] = last;
  return values;
}
