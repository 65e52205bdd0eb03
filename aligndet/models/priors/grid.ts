/** @module Shared code of prior generators: strides, validity of cells, and a cache of the last grid. */
import { z } from 'zod';
import { ShapeError } from '../../core/index.js';
import type { Size } from './prior-generator.js';

/** One value for both directions, or `[x, y]`. */
export const strideSchema = z.union([
  z.number().positive(),
  z.tuple([z.number().positive(), z.number().positive()]),
]);

export type Stride = z.output<typeof strideSchema>;

export function strideOf(stride: Stride): [number, number] {
  return typeof stride === 'number' ? [stride, stride] : stride;
}

/** @throws {ShapeError} unless there is one size per level. */
export function assertLevels(sizes: readonly Size[], numLevels: number): void {
  if (sizes.length === numLevels) return;
  throw new ShapeError(`Priors are generated for ${numLevels} levels, but got ${sizes.length} feature maps.`);
}

/** 1 for each prior of a cell whose origin is inside the image. */
export function flagsInside(
  [height, width]: Size,
  [strideX, strideY]: readonly [number, number],
  padShape: readonly number[],
  numPriors: number,
): Uint8Array {
  const rows = Math.min(Math.ceil(padShape[0] / strideY), height);
  const columns = Math.min(Math.ceil(padShape[1] / strideX), width);
  const flags = new Uint8Array(height * width * numPriors);
  for (let row = 0; row < rows; row++) {
    const start = row * width * numPriors;
    flags.fill(1, start, start + columns * numPriors);
  }
  return flags;
}

/** Caches the grid of the last sizes: a step needs it more than once, and most batches have one size. */
export function rememberLast(lay: (sizes: readonly Size[]) => Float32Array[]): typeof lay {
  let lastKey = '';
  let last: Float32Array[] = [];
  return (sizes) => {
    const key = sizes.join(';');
    if (key !== lastKey) [lastKey, last] = [key, lay(sizes)];
    return last;
  };
}
