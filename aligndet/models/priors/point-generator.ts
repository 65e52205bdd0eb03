/** @module Points: one per cell, for anchor-free detectors such as FCOS. Points are (x, y) in input-image pixels. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { assertLevels, flagsInside, rememberLast, type Stride, strideOf, strideSchema } from './grid.js';
import type { PriorGenerator, Size } from './prior-generator.js';

/** A {@link PriorGenerator} of points that can also return them with their strides. */
export interface PointGenerator extends PriorGenerator {
  readonly width: 2;
  /** Per level `[h * w, 4]`: x, y, stride in x, stride in y. */
  gridWithStrides(sizes: readonly Size[]): Float32Array[];
}

/** @param offset of a point in its cell, in units of the stride. */
export function pointGenerator(levelStrides: readonly Stride[], offset: number): PointGenerator {
  const strides = levelStrides.map(strideOf);
  const gridPriors = rememberLast((sizes) => {
    assertLevels(sizes, strides.length);
    return sizes.map((size, level) => pointsOfGrid(size, strides[level], offset));
  });
  return {
    numLevels: strides.length,
    strides,
    numBasePriors: strides.map(() => 1),
    width: 2,
    gridPriors,
    gridWithStrides: (sizes) => gridPriors(sizes).map((points, level) => withStride(points, strides[level])),
    validFlags: (sizes, padShape) =>
      sizes.map((size, level) => flagsInside(size, strides[level], padShape, 1)),
  };
}

function pointsOfGrid(
  [height, width]: Size,
  [strideX, strideY]: readonly [number, number],
  offset: number,
): Float32Array {
  const points = new Float32Array(2 * height * width);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      points[at++] = Math.fround(column + offset) * strideX;
      points[at++] = Math.fround(row + offset) * strideY;
    }
  }
  return points;
}

function withStride(points: Float32Array, stride: readonly [number, number]): Float32Array {
  const rows = new Float32Array(2 * points.length);
  for (let i = 0; i < points.length / 2; i++) rows.set([points[2 * i], points[2 * i + 1], ...stride], 4 * i);
  return rows;
}

export const mlvlPointGenerator = defineComponent({
  type: 'MlvlPointGenerator',
  schema: z.strictObject({
    /** Strides of the levels, in pixels: a number or `[x, y]`. */
    strides: z.array(strideSchema).min(1),
    /** Offset of a point in its cell, in units of the stride. */
    offset: z.number().default(0.5),
  }),
  build: ({ strides, offset }) => pointGenerator(strides, offset),
});
