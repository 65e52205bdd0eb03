/**
 * @module Distorts brightness, contrast, saturation and hue, and swaps channels, each with probability 1/2: the data
 * augmentation of SSD, https://arxiv.org/abs/1512.02325, section 2.2. The image is float32 afterwards.
 */
import { z } from 'zod';
import { defineComponent, type RandomSource } from '../../core/index.js';
import { imageOf } from '../fields.js';
import { bgrToHsv, hsvToBgr } from '../kernels/hsv.js';
import type { Transform } from '../sample.js';
import { onlyImage } from './only-image.js';
import { pair } from './options.js';

const NAME = 'PhotoMetricDistortion';

export const photoMetricDistortion = defineComponent({
  type: NAME,
  schema: z.strictObject({
    /** Max absolute brightness change, in gray levels. */
    brightness_delta: z.number().nonnegative().default(32),
    /** Range of the contrast factor. */
    contrast_range: pair.default([0.5, 1.5]),
    /** Range of the saturation factor. */
    saturation_range: pair.default([0.5, 1.5]),
    /** Max absolute hue change, in degrees. */
    hue_delta: z.number().nonnegative().default(18),
  }),
  build: (options): Transform => {
    const { brightness_delta: brightness, contrast_range: contrast, saturation_range: saturation } = options;
    return (sample, random) => {
      onlyImage(sample, NAME);
      const image = imageOf(sample, NAME);
      const data = Float32Array.from(image.data);
      if (heads(random)) shift(data, random.uniform(-brightness, brightness));
      const isContrastFirst = heads(random);
      if (isContrastFirst && heads(random)) scale(data, random.uniform(...contrast));
      bgrToHsv(data);
      if (heads(random)) scale(data, random.uniform(...saturation), 1, 3);
      if (heads(random)) turnHue(data, random.uniform(-options.hue_delta, options.hue_delta));
      hsvToBgr(data);
      if (!isContrastFirst && heads(random)) scale(data, random.uniform(...contrast));
      if (heads(random)) swapChannels(data, random.permutation(3));
      return { ...sample, img: { ...image, data, height: image.height, width: image.width, channels: 3 } };
    };
  },
});

const heads = (random: RandomSource): boolean => random.integer(0, 2) === 1;

function shift(data: Float32Array, by: number): void {
  const delta = Math.fround(by);
  for (let i = 0; i < data.length; i++) data[i] += delta;
}

/** Multiplies every `step`-th element from `start` on. */
function scale(data: Float32Array, by: number, start = 0, step = 1): void {
  const factor = Math.fround(by);
  for (let i = start; i < data.length; i += step) data[i] *= factor;
}

function turnHue(hsv: Float32Array, byDeg: number): void {
  const delta = Math.fround(byDeg);
  for (let i = 0; i < hsv.length; i += 3) {
    hsv[i] += delta;
    if (hsv[i] > 360) hsv[i] -= 360;
    if (hsv[i] < 0) hsv[i] += 360;
  }
}

function swapChannels(data: Float32Array, order: readonly number[]): void {
  const [first, second, third] = order;
  for (let i = 0; i < data.length; i += 3) {
    const pixel = [data[i], data[i + 1], data[i + 2]];
    data[i] = pixel[first];
    data[i + 1] = pixel[second];
    data[i + 2] = pixel[third];
  }
}
