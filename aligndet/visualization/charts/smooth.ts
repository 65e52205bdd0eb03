/** @module A calmer line through noisy values. */

/**
 * Mean around each value, weighted by distance to both sides, so that the line does not lag behind.
 *
 * @param weight of a neighbour relative to the value itself, in [0, 1). Values that are not finite stay as they are.
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

/** Sum of the values so far and of their weights, the value itself included. */
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
