/** @module Means equal to numpy's to the last bit. */

/** Below this length numpy adds eight running sums; above it, it splits the range in halves. */
const BLOCK = 128;

/** `numpy.mean` of float64 values; NaN if empty. */
export function mean(values: Float64Array): number {
  return pairwiseSum(values, 0, values.length) / values.length;
}

/** `numpy.sum` of `values[first .. first + count]`. */
export function pairwiseSum(values: Float64Array, first: number, count: number): number {
  if (count < 8) {
    let sum = count === 0 ? 0 : values[first];
    for (let i = 1; i < count; i++) sum += values[first + i];
    return sum;
  }
  if (count <= BLOCK) {
    const [a, b, c, d, e, f, g, h] = values.subarray(first, first + 8);
    const sums = [a, b, c, d, e, f, g, h];
    const whole = count - (count % 8);
    for (let i = 8; i < whole; i += 8) for (let k = 0; k < 8; k++) sums[k] += values[first + i + k];
    let sum = sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7]));
    for (let i = whole; i < count; i++) sum += values[first + i];
    return sum;
  }
  const half = count / 2 - ((count / 2) % 8);
  return pairwiseSum(values, first, half) + pairwiseSum(values, first + half, count - half);
}
