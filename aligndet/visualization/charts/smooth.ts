/** @module Smoothing of noisy values. */

/**
 * Mean around each value, weighted by distance on both sides, so that the line does not lag behind.
 *
 * @param weight of a neighbour relative to the value itself, in [0, 1). Non-finite values are kept.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  const before = runningSums(values, weight);
  const after = runningSums([...values].reverse(), weight).reverse();
  return values.map((value, i) =>
    Number.isFinite(value)
      ? (before[i].sum + after[i].sum - value) / (before[i].total + after[i].total - 1)
      : value,
  );
}

/** Running sum of the values and of their weights, including the value itself. */
function runningSums(values: readonly number[], weight: number): { sum: number; total: number }[] {
  let [sum, total] = [0, 0];
  return values.map((value) => {
    if (Number.isFinite(value)) {
      sum = weight * sum + value;
      total = weight * total + 1;
    }
    return { sum, total };
  });
}
