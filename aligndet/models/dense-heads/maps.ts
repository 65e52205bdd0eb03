/** @module Output maps of a dense head as plain rows. Dims: B images, H, W of a level. */
import { concat, type Tensor2D, type Tensor4D } from '../../engine/index.js';
import type { Size } from '../priors/prior-generator.js';

/** Height and width of each level. */
export function sizesOf(levels: readonly Tensor4D[]): Size[] {
  return levels.map(({ shape: [, height, width] }): Size => [height, width]);
}

/** The values of one of B images. */
export function imageSlice(values: Float32Array, image: number, numImages: number): Float32Array {
  const size = values.length / numImages;
  return values.subarray(image * size, (image + 1) * size);
}

/** All levels, row-major: L of `[B, H, W, n]` -> `[R, width]`, where a position may have several rows. */
export function rowsOf(levels: readonly Tensor4D[], width: number): Tensor2D {
  return concat(levels.map((level) => level.reshape<Tensor2D>([-1, width])));
}
