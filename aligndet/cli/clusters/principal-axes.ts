/**
 * @module Principal axes of points by subspace iteration (https://arxiv.org/abs/0909.4061, section
 * 4.5). They span the principal subspace and are not rotated to the eigenvectors: distances are the same.
 *
 * Dims: N points, D dimensions, P axes.
 */
import type { RandomSource } from '../../core/index.js';
import { matMul, type Tensor2D, tensor2d, tidy } from '../../engine/index.js';

/** Iterations; the spectrum of network features decays fast. */
const ITERATIONS = 6;

export interface PrincipalAxes {
  /** `[D]`. */
  readonly mean: Float32Array;
  /** `[P, D]`, orthonormal. */
  readonly axes: Float32Array;
}

/** @param points `[N, D]`. @param numAxes at most D. */
export function principalAxes(
  points: Float32Array,
  size: number,
  numAxes: number,
  random: RandomSource,
): PrincipalAxes {
  const mean = meanOf(points, size);
  const centered = points.map((value, i) => value - mean[i % size]);
  let axes = orthonormal(
    Float32Array.from({ length: numAxes * size }, () => random.normal(0, 1)),
    size,
  );
  const x = tensor2d(centered, [points.length / size, size]);
  for (let i = 0; i < ITERATIONS; i++) {
    const turned = tidy(() => {
      const q = tensor2d(axes, [numAxes, size]);
      const along = matMul(x, q, false, true) as Tensor2D; // [N, P]
      return matMul(along, x, true, false).dataSync() as Float32Array; // [P, D]
    });
    axes = orthonormal(turned, size);
  }
  x.dispose();
  return { mean, axes };
}

/** @param points `[N, D]`. @returns `[N, P]`. */
export function alongAxes(points: Float32Array, size: number, { mean, axes }: PrincipalAxes): Float32Array {
  if (points.length === 0) return new Float32Array(0);
  return tidy(() => {
    const centered = tensor2d(points, [points.length / size, size]).sub<Tensor2D>(Array.from(mean));
    return matMul(
      centered,
      tensor2d(axes, [axes.length / size, size]),
      false,
      true,
    ).dataSync() as Float32Array;
  });
}

function meanOf(points: Float32Array, size: number): Float32Array {
  const sums = new Float64Array(size);
  for (let i = 0; i < points.length; i++) sums[i % size] += points[i];
  return Float32Array.from(sums, (sum) => (sum * size) / points.length);
}

/** Gram-Schmidt over the rows, twice, which is enough in double precision; a linearly dependent row becomes zeros. */
function orthonormal(rows: Float32Array, size: number): Float32Array {
  const count = rows.length / size;
  const result = Float64Array.from(rows);
  for (let r = 0; r < count; r++) {
    const row = result.subarray(r * size, (r + 1) * size);
    const before = Math.sqrt(product(row, row));
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < r; other++) {
        const axis = result.subarray(other * size, (other + 1) * size);
        const common = product(row, axis);
        for (let k = 0; k < size; k++) row[k] -= common * axis[k];
      }
    }
    const length = Math.sqrt(product(row, row));
    const isNothing = length <= 1e-10 * before;
    for (let k = 0; k < size; k++) row[k] = isNothing ? 0 : row[k] / length;
  }
  return Float32Array.from(result);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
