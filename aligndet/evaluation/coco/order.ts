/** @module Stable linear-time sorting of whole columns. */

/**
 * Reorders indices by ascending keys; ties keep their order.
 *
 * @param order indices, in the order to keep on ties.
 * @param keys key of each index, in `[0, limit)`.
 */
export function orderByKey(order: Int32Array, keys: Int32Array, limit: number): Int32Array {
  const next = new Int32Array(limit + 1);
  for (let i = 0; i < order.length; i++) next[keys[order[i]] + 1]++;
  for (let key = 1; key <= limit; key++) next[key] += next[key - 1];
  const sorted = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) sorted[next[keys[order[i]]]++] = order[i];
  return sorted;
}

/** First position of each key in a sorted column, and its length at the end: `[limit + 1]`. */
export function startsByKey(order: Int32Array, keys: Int32Array, limit: number): Int32Array {
  const starts = new Int32Array(limit + 1);
  for (let i = 0; i < order.length; i++) starts[keys[order[i]] + 1]++;
  for (let key = 1; key <= limit; key++) starts[key] += starts[key - 1];
  return starts;
}

/** Bits per pass of the radix sort, from the lowest; a pass never spans the middle of a double. */
const DIGITS = [
  { word: 0, shift: 0, bits: 11 },
  { word: 0, shift: 11, bits: 11 },
  { word: 0, shift: 22, bits: 10 },
  { word: 1, shift: 0, bits: 11 },
  { word: 1, shift: 11, bits: 11 },
  { word: 1, shift: 22, bits: 10 },
] as const;

/** Reorders indices by descending score; ties keep their order. */
export function orderByDescendingScore(order: Int32Array, scores: Float64Array): Int32Array {
  const words = descendingKeys(scores);
  let sorted = order;
  for (const { word, shift, bits } of DIGITS) {
    const keys = words[word];
    const mask = 2 ** bits - 1;
    const next = new Int32Array(2 ** bits + 1);
    for (let i = 0; i < sorted.length; i++) next[((keys[sorted[i]] >>> shift) & mask) + 1]++;
    // Scores that were float32 have equal low digits: such a pass moves nothing.
    if (next.includes(sorted.length)) continue;
    for (let key = 1; key < next.length; key++) next[key] += next[key - 1];
    const moved = new Int32Array(sorted.length);
    for (let i = 0; i < sorted.length; i++) moved[next[(keys[sorted[i]] >>> shift) & mask]++] = sorted[i];
    sorted = moved;
  }
  return sorted;
}

/** Low and high words of 64-bit integers that ascend as the scores descend. */
function descendingKeys(scores: Float64Array): readonly [Uint32Array, Uint32Array] {
  const low = new Uint32Array(scores.length);
  const high = new Uint32Array(scores.length);
  const value = new Float64Array(1);
  const bits = new Uint32Array(value.buffer); // little-endian, as on every platform that Node runs on
  for (let i = 0; i < scores.length; i++) {
    value[0] = scores[i] + 0; // -0 becomes 0: they are equal scores
    const isNegative = bits[1] >>> 31 === 1;
    // Positive doubles are ordered as their bits, which are inverted. Negative ones are already descending.
    low[i] = isNegative ? bits[0] : ~bits[0];
    high[i] = isNegative ? bits[1] : ~bits[1] & 0x7fffffff;
  }
  return [low, high];
}
