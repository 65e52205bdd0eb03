/** @module Evenly spaced numbers, rounded as `numpy.linspace` rounds them: thresholds are compared for equality. */

/** `count` numbers from `first` to `last`, both included. */
export function linspace(first: number, last: number, count: number): Float64Array {
  const step = (last - first) / (count - 1);
  const values = Float64Array.from({ length: count }, (_, i) => i * step + first);
  values[count - 1] = last;
  return values;
}
