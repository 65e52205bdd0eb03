/**
 * @module Bicubic resize as in `torch.nn.functional.interpolate(mode="bicubic", align_corners=False)`: cubic
 * convolution with a = -0.75, replicated borders, no antialiasing. In float32, in PyTorch's order of operations.
 */

const A = -0.75;
const { fround } = Math;

/**
 * @param values planes of `from` x `from`, concatenated.
 * @returns planes of `to` x `to`.
 */
export function resizePlanes(
  values: ArrayLike<number>,
  planes: number,
  from: number,
  to: number,
): Float32Array {
  const resized = new Float32Array(planes * to * to);
  const taps = Array.from({ length: to }, (_, i) => tapsAt(i, from, to));
  for (let plane = 0; plane < planes; plane++) {
    const at = (y: number, x: number) => values[(plane * from + y) * from + x];
    taps.forEach((rows, y) => {
      taps.forEach((columns, x) => {
        const lines = rows.index.map((row) =>
          weigh(
            columns.index.map((column) => at(row, column)),
            columns.weight,
          ),
        );
        resized[(plane * to + y) * to + x] = weigh(lines, rows.weight);
      });
    });
  }
  return resized;
}

interface Taps {
  /** Indices of the four neighbours, clamped to the plane. */
  readonly index: readonly number[];
  readonly weight: readonly number[];
}

function tapsAt(i: number, from: number, to: number): Taps {
  const scale = fround(from / to);
  const position = fround(fround(scale * (i + 0.5)) - 0.5);
  const floor = Math.floor(position);
  const t = fround(position - floor);
  const clamp = (index: number) => Math.min(Math.max(index, 0), from - 1);
  return {
    index: [-1, 0, 1, 2].map((step) => clamp(floor + step)),
    weight: [outer(fround(t + 1)), inner(t), inner(fround(1 - t)), outer(fround(2 - t))],
  };
}

/** Cubic kernel for distances up to 1. */
function inner(x: number): number {
  return fround(fround(fround(fround(fround((A + 2) * x) - (A + 3)) * x) * x) + 1);
}

/** Cubic kernel for distances between 1 and 2. */
function outer(x: number): number {
  return fround(fround(fround(fround(fround(fround(A * x) - 5 * A) * x) + 8 * A) * x) - 4 * A);
}

function weigh(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, i) => fround(sum + fround(value * weights[i])), 0);
}
