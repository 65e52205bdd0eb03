/** @module Smooth random fields. Dims: S, the width and height of a scene. */
import type { RandomSource } from '../../core/index.js';

/**
 * Value noise in octaves: random values on grids of decreasing cell size, smoothly interpolated and summed.
 *
 * @param cellPx size of the largest cells; each octave halves it, down to a pixel.
 * @param roughness amplitude of an octave relative to the previous one.
 * @returns `[S, S]` in -1 .. 1.
 */
export function octaves(
  size: number,
  cellPx: number,
  count: number,
  roughness: number,
  random: RandomSource,
): Float32Array {
  const field = new Float32Array(size * size);
  const weights = Array.from({ length: count }, (_, octave) => roughness ** octave);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, octave) => {
    addNoise(field, size, Math.max(1, cellPx / 2 ** octave), weight / total, random);
  });
  return field;
}

/** Adds one octave, with values in -`amplitude` .. `amplitude`. */
function addNoise(
  field: Float32Array,
  size: number,
  cellPx: number,
  amplitude: number,
  random: RandomSource,
): void {
  const cells = Math.ceil(size / cellPx) + 1;
  const grid = Float32Array.from({ length: cells * cells }, () => random.uniform(-amplitude, amplitude));
  const position = Int32Array.from({ length: size }, (_, i) => Math.floor(i / cellPx));
  const ease = Float32Array.from({ length: size }, (_, i) => {
    const t = i / cellPx - position[i];
    return t * t * (3 - 2 * t);
  });
  const line = new Float32Array(cells); // the grid interpolated at a row of pixels
  for (let y = 0; y < size; y++) {
    const above = position[y] * cells;
    for (let cell = 0; cell < cells; cell++) {
      line[cell] = grid[above + cell] + (grid[above + cells + cell] - grid[above + cell]) * ease[y];
    }
    const row = y * size;
    for (let x = 0; x < size; x++) {
      const cell = position[x];
      field[row + x] += line[cell] + (line[cell + 1] - line[cell]) * ease[x];
    }
  }
}
