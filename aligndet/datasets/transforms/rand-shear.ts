/** @module Shears the image. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { shearMasks } from '../instance-masks.js';
import { shearMatrix } from '../kernels/warp-affine.js';
import type { PipelineSample } from '../sample.js';
import {
  amountOption,
  boundMovedCorners,
  drawAmounts,
  type GeometricOptions,
  geometric,
  geometricOptions,
  warpSample,
} from './geometric.js';
import { recordMatrix } from './record.js';

export const randShear = defineComponent({
  type: 'RandShear',
  schema: z.strictObject({
    /** Shear along x in degrees, or a range. */
    x: amountOption,
    /** Shear along y in degrees, or a range. */
    y: amountOption,
    /** Interpolation. */
    interpolation: z.literal('bilinear', { error: 'only "bilinear" is supported' }).default('bilinear'),
    ...geometricOptions,
  }),
  build: ({ x, y, interpolation: _, ...options }) =>
    geometric(options, x === null && y === null ? 0 : options.prob, {
      type: 'RandShear',
      draw: (_sample, random) => drawAmounts({ x, y }, options.random_magnitude, random),
      apply: (sample, magnitude) => {
        const { x: angleX, y: angleY } = magnitude as { x?: number; y?: number };
        let slanted = sample;
        if (angleX !== undefined) slanted = shear(slanted, options, shearFactorOf(-angleX), 'horizontal');
        if (angleY !== undefined) slanted = shear(slanted, options, shearFactorOf(angleY), 'vertical');
        return slanted;
      },
    }),
});

/** The reference uses tanh instead of tan; for the small angles in use they are similar. */
function shearFactorOf(angleDeg: number): number {
  return Math.tanh((angleDeg * Math.PI) / 180);
}

function shear(
  sample: PipelineSample,
  options: GeometricOptions,
  magnitude: number,
  direction: 'horizontal' | 'vertical',
): PipelineSample {
  const [height, width] = sample.img_shape as number[];
  const shearFactor = Math.fround(magnitude);
  const isX = direction === 'horizontal';
  const { fround } = Math;
  return warpSample(
    options.record
      ? recordMatrix(sample, [1, isX ? shearFactor : 0, 0, isX ? 0 : shearFactor, 1, 0, 0, 0, 1])
      : sample,
    options,
    shearMatrix(magnitude, direction),
    (boxes) =>
      boundMovedCorners(boxes, height, width, (x, y) =>
        isX ? [fround(x + fround(shearFactor * y)), y] : [x, fround(fround(shearFactor * x) + y)],
      ),
    (masks) => shearMasks(masks, height, width, magnitude, direction),
  );
}
