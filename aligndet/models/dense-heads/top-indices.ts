/** @module Top-k of very many scores, without a full sort. */
import { argsortDescending } from '../../nn/index.js';

const BINS = 2 ** 16;

/** Up to this length everything is sorted, so that ties have PyTorch's order. */
const MAX_SORTED = 2 ** 14;

/**
 * Indices of the `count` largest values by descending value. Ties are ordered as in PyTorch for short arrays, else
 * arbitrarily.
 */
export function topIndices(values: Float32Array, count: number): Int32Array {
  if (count >= values.length || values.length <= MAX_SORTED) return argsortDescending(values).slice(0, count);
  const candidates = atLeastTop(values, count);
  const order = argsortDescending(Float32Array.from(candidates, (index) => values[index]));
  return order.slice(0, count).map((rank) => candidates[rank]);
}

/**
 * Ascending indices of all values at least as large as the `count`-th largest, and of a few more with the same leading
 * bits.
 */
function atLeastTop(values: Float32Array, count: number): Int32Array {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const sizes = new Uint32Array(BINS);
  for (let i = 0; i < bits.length; i++) sizes[binOf(bits[i])]++;
  let lowest = BINS;
  let total = 0;
  while (total < count) total += sizes[--lowest];
  const candidates = new Int32Array(total);
  for (let i = 0, at = 0; i < bits.length; i++) if (binOf(bits[i]) >= lowest) candidates[at++] = i;
  return candidates;
}

/** The upper half of a float's bits, mapped to increase with its value. */
function binOf(bits: number): number {
  return (bits < 0 ? ~bits : bits | 0x80000000) >>> 16;
}
