/** @module Fills random rectangles of the image: Cutout, https://arxiv.org/abs/1708.04552. Boxes are unchanged. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { imageOf } from '../fields.js';
import { fillWindow } from '../kernels/pad-and-crop.js';
import type { Transform } from '../sample.js';
import { fraction, integerPair } from './options.js';

const NAME = 'CutOut';

const fractionPair = z.tuple([fraction, fraction]);

const cutOutSchema = z
  .strictObject({
    /** Number of rectangles, or its min and max. */
    n_holes: z.union([z.int().nonnegative(), integerPair]),
    /** `[width, height]` of a rectangle in pixels, or a list to draw from. */
    cutout_shape: z
      .union([integerPair.transform((size) => [size]), z.array(integerPair).min(1)])
      .nullable()
      .default(null),
    /** `[width, height]` as fractions of the image's, or a list to draw from. */
    cutout_ratio: z
      .union([fractionPair.transform((size) => [size]), z.array(fractionPair).min(1)])
      .nullable()
      .default(null),
    /** Fill value of the rectangles, one per channel. */
    fill_in: z.tuple([z.number(), z.number(), z.number()]).default([0, 0, 0]),
  })
  .superRefine(({ n_holes: count, cutout_shape: shape, cutout_ratio: ratio }, context) => {
    if ((shape === null) === (ratio === null)) {
      context.addIssue({
        code: 'custom',
        path: ['cutout_shape'],
        message: 'set exactly one of cutout_shape and cutout_ratio',
      });
    }
    if (typeof count !== 'number' && !(count[0] >= 0 && count[0] < count[1])) {
      context.addIssue({
        code: 'custom',
        path: ['n_holes'],
        message: 'expected a range [min, max] with min <= max',
      });
    }
  });

export const cutOut = defineComponent({
  type: NAME,
  schema: cutOutSchema,
  build: ({ n_holes: count, cutout_shape: shapes, cutout_ratio: ratios, fill_in: fill }): Transform => {
    const [min, max] = typeof count === 'number' ? [count, count] : count;
    const sizes = (shapes ?? ratios)!;
    return (sample, random) => {
      const image = imageOf(sample, NAME);
      const { height, width, channels, axes } = image;
      let { data } = image;
      const total = random.integer(min, max + 1);
      for (let hole = 0; hole < total; hole++) {
        const left = random.integer(0, width);
        const top = random.integer(0, height);
        const size = sizes[random.integer(0, sizes.length)];
        const holeWidth = ratios === null ? size[0] : Math.trunc(size[0] * width);
        const holeHeight = ratios === null ? size[1] : Math.trunc(size[1] * height);
        const window = [left, top, left + holeWidth, top + holeHeight] as const;
        data = fillWindow(data, height, width, channels, window, fill);
      }
      return { ...sample, img: { data, height, width, channels, axes } };
    };
  },
});
