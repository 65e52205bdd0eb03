/** @module Translates the image by fractions of its size. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { translateMasks } from '../instance-masks.js';
import { translationMatrix } from '../kernels/warp-affine.js';
import type { PipelineSample } from '../sample.js';
import {
  amountOption,
  drawAmounts,
  type GeometricOptions,
  geometric,
  geometricOptions,
  warpSample,
} from './geometric.js';
import { recordMatrix } from './record.js';

export const randTranslate = defineComponent({
  type: 'RandTranslate',
  schema: z.strictObject({
    /** Fraction of the width, or a range. */
    x: amountOption,
    /** Fraction of the height, or a range. */
    y: amountOption,
    ...geometricOptions,
  }),
  build: ({ x, y, ...options }) =>
    geometric(options, x === null && y === null ? 0 : options.prob, {
      type: 'RandTranslate',
      draw: (_sample, random) => drawAmounts({ x, y }, options.random_magnitude, random),
      apply: (sample, magnitude) => {
        const [height, width] = sample.img_shape as number[];
        const { x: fractionX, y: fractionY } = magnitude as { x?: number; y?: number };
        let moved = sample;
        if (fractionX !== undefined) moved = translate(moved, options, width * fractionX, 'horizontal');
        if (fractionY !== undefined) moved = translate(moved, options, height * fractionY, 'vertical');
        return moved;
      },
    }),
});

function translate(
  sample: PipelineSample,
  options: GeometricOptions,
  offset: number,
  direction: 'horizontal' | 'vertical',
): PipelineSample {
  const [height, width] = sample.img_shape as number[];
  const isX = direction === 'horizontal';
  const noted = options.record
    ? recordMatrix(sample, isX ? [1, 0, offset, 0, 1, 0, 0, 0, 1] : [1, 0, 0, 0, 1, offset, 0, 0, 1])
    : sample;
  return warpSample(
    noted,
    options,
    translationMatrix(offset, direction),
    (boxes) => shiftBoxes(boxes, offset, isX ? 0 : 1, isX ? width : height),
    (masks) => translateMasks(masks, height, width, offset, direction),
  );
}

/** An edge is clipped only at the border that it moves towards, as in the reference. */
function shiftBoxes(boxes: Float32Array, offset: number, axis: 0 | 1, limit: number): Float32Array {
  const shift = Math.fround(offset);
  return boxes.map((value, i) => {
    if (i % 2 !== axis) return value;
    const moved = Math.fround(value + shift);
    return i % 4 < 2 ? Math.max(0, moved) : Math.min(limit, moved);
  });
}
