/** @module Rotates the image about its center or another point. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { imageOf } from '../fields.js';
import { rotateMasks } from '../instance-masks.js';
import { rotationMatrix } from '../kernels/warp-affine.js';
import {
  amountOption,
  boundMovedCorners,
  drawAmounts,
  geometric,
  geometricOptions,
  warpSample,
} from './geometric.js';
import { pair } from './options.js';
import { recordMatrix } from './record.js';

export const randRotate = defineComponent({
  type: 'RandRotate',
  schema: z.strictObject({
    /** Degrees clockwise, or a range of them. */
    angle: amountOption,
    /** Center of rotation `[x, y]`, in pixels; that of the image when not given. */
    center: pair.nullable().default(null),
    /** Scale factor. */
    scale: z.number().positive().default(1),
    ...geometricOptions,
  }),
  build: ({ angle, center, scale, ...options }) =>
    geometric(options, angle === null ? 0 : options.prob, {
      type: 'RandRotate',
      draw: (_sample, random) => drawAmounts({ angle }, options.random_magnitude, random),
      apply: (sample, magnitude) => {
        const { angle: angleDeg } = magnitude as { angle?: number };
        if (angleDeg === undefined) return sample;
        const image = imageOf(sample, 'RandRotate');
        const about = center ?? ([(image.width - 1) * 0.5, (image.height - 1) * 0.5] as const);
        const [height, width] = sample.img_shape as number[];
        const matrix = rotationMatrix(about, -angleDeg, scale);
        const [a, b, c, d, e, f] = matrix;
        return warpSample(
          options.record ? recordMatrix(sample, [...matrix, 0, 0, 1]) : sample,
          options,
          matrix,
          (boxes) =>
            boundMovedCorners(boxes, height, width, (x, y) => [a * x + b * y + c, d * x + e * y + f]),
          (masks) => rotateMasks(masks, height, width, angleDeg, about, scale),
        );
      },
    }),
});
