/** @module Fills random rectangles of the image. Boxes are unchanged. */
import { z } from 'zod';
import { ConfigError, defineComponent, type RandomSource } from '../../core/index.js';
import { mapImages, mapMasks, mapSegs } from '../fields.js';
import { eraseMasks } from '../instance-masks.js';
import { fillWindow, type Window } from '../kernels/pad-and-crop.js';
import type { Pixels } from '../pixels.js';
import { geometric, geometricOptions } from './geometric.js';
import { integerPair, pair } from './options.js';

const window = z.tuple([z.int(), z.int(), z.int(), z.int()]);

export const randErase = defineComponent({
  type: 'RandErase',
  schema: z.strictObject({
    /** Number of rectangles, or a range with exclusive end. */
    n_iterations: z.union([z.int().positive(), integerPair]).nullable().default(null),
    /** Height and width as a fraction of the image's, or a range of it. */
    size: z
      .union([z.number().gt(0).lt(1), pair])
      .nullable()
      .default(null),
    /** Whether one drawn fraction is used for height and width. */
    squared: z.boolean().default(true),
    /** Rectangles `[x1, y1, x2, y2]` to fill when `random_magnitude` is false. */
    patches: z.array(window).nullable().default(null),
    ...geometricOptions,
  }),
  build: ({ n_iterations: count, size, squared, patches, ...given }) => {
    const options = { ...given, min_size: null };
    if (options.random_magnitude ? count === null || size === null : patches === null) {
      throw new ConfigError('RandErase: set n_iterations and size, or random_magnitude: false and patches.');
    }
    return geometric(options, options.prob, {
      type: 'RandErase',
      draw: (sample, random) => ({
        patches: options.random_magnitude
          ? drawPatches(sample.img_shape as number[], count!, size!, squared, random)
          : patches!,
      }),
      apply: (sample, magnitude) =>
        (magnitude.patches as Window[]).reduce((current, patch) => {
          const fill = (pixels: Pixels, value: readonly number[]): Pixels => ({
            ...pixels,
            data: fillWindow(pixels.data, pixels.height, pixels.width, pixels.channels, patch, value),
          });
          const images = mapImages(current, (image) => fill(image, options.img_fill_val));
          const masks = mapMasks(images, (old) => eraseMasks(old, patch));
          return mapSegs(masks, (map) => fill(map, Array(map.channels).fill(options.seg_ignore_label)));
        }, sample),
    });
  },
});

function drawPatches(
  [height, width]: readonly number[],
  count: number | readonly [number, number],
  size: number | readonly [number, number],
  isSquared: boolean,
  random: RandomSource,
): Window[] {
  const total = typeof count === 'number' ? count : random.integer(count[0], count[1]);
  return Array.from({ length: total }, () => {
    const [fractionX, fractionY] = drawFractions(size, isSquared, random);
    const [patchHeight, patchWidth] = [Math.trunc(fractionY * height), Math.trunc(fractionX * width)];
    const left = random.integer(0, width - patchWidth);
    const top = random.integer(0, height - patchHeight);
    return [left, top, left + patchWidth, top + patchHeight];
  });
}

function drawFractions(
  size: number | readonly [number, number],
  isSquared: boolean,
  random: RandomSource,
): [number, number] {
  if (typeof size === 'number') return [size, size];
  const draw = (): number => random.random() * (size[1] - size[0]) + size[0];
  const fractionX = draw();
  return [fractionX, isSquared ? fractionX : draw()];
}
