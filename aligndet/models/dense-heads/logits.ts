/**
 * @module Logits to probabilities, in float32 at each step: ties occur at the same positions as in PyTorch, and equal
 * scores are ordered by index. Dims: N rows, K classes.
 */
const { exp, fround, log } = Math;

export function sigmoid(logit: number): number {
  return fround(1 / fround(1 + fround(exp(-logit))));
}

/** @param logits of one row. */
export function softmax(logits: Float32Array): Float32Array {
  const largest = logits.reduce((highest, logit) => Math.max(highest, logit), -Infinity);
  const powers = logits.map((logit) => exp(fround(logit - largest)));
  const total = powers.reduce((sum, power) => fround(sum + power), 0);
  return powers.map((power) => power / total);
}

/** @param logits `[N, K + 1]`, background last. @returns `[N, K]` softmax without background. */
export function foregroundSoftmax(logits: Float32Array, numClasses: number): Float32Array {
  const width = numClasses + 1;
  const probabilities = new Float32Array((logits.length / width) * numClasses);
  for (let from = 0, to = 0; from < logits.length; from += width, to += numClasses) {
    let largest = -Infinity;
    for (let k = 0; k < width; k++) largest = Math.max(largest, logits[from + k]);
    let total = 0;
    for (let k = 0; k < width; k++) {
      const power = fround(exp(fround(logits[from + k] - largest)));
      total = fround(total + power);
      if (k < numClasses) probabilities[to + k] = power;
    }
    for (let k = 0; k < numClasses; k++) probabilities[to + k] /= total;
  }
  return probabilities;
}

export interface Scores {
  /** Ascending indices into `[N, K]`. */
  readonly indices: Int32Array;
  /** Probability of each. */
  readonly values: Float32Array;
}

/** @param logits `[N, K]`. @returns the sigmoids above `threshold`. */
export function sigmoidsAbove(logits: Float32Array, threshold: number): Scores {
  const minimum = fround(threshold);
  const lowest = logitBelow(minimum);
  const indices: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < logits.length; i++) {
    if (!(logits[i] >= lowest)) continue;
    const value = sigmoid(logits[i]);
    if (!(value > minimum)) continue;
    indices.push(i);
    values.push(value);
  }
  return { indices: Int32Array.from(indices), values: Float32Array.from(values) };
}

/** A lower bound of the logit for the threshold, with a margin for rounding: most logits then need no exponential. */
function logitBelow(probability: number): number {
  const lower = probability - 1e-6;
  return lower <= 0 ? -Infinity : log(lower / (1 - lower));
}

/** @param probabilities `[N, K]`. @returns those above `threshold`. */
export function scoresAbove(probabilities: Float32Array, threshold: number): Scores {
  const minimum = fround(threshold);
  const indices: number[] = [];
  for (let i = 0; i < probabilities.length; i++) if (probabilities[i] > minimum) indices.push(i);
  return { indices: Int32Array.from(indices), values: Float32Array.from(indices, (i) => probabilities[i]) };
}
