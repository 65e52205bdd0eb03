/**
 * @module The operations of BYOL-style views (https://arxiv.org/abs/2006.07733, appendix B) on 8-bit images: random
 * application of a list, grayscale, blur, solarization, and normalization. Channel 0 is treated as red, whatever it
 * contains.
 */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { imageOf } from '../fields.js';
import { grayscale } from '../kernels/color-jitter.js';
import { gaussianBlur as blur } from '../kernels/gaussian-blur.js';
import { solarize } from '../kernels/levels.js';
import type { PipelineSample, Transform } from '../sample.js';
import { buildPipeline } from './compose.js';
import { fraction, pipelineOption } from './options.js';

export const randomAppliedTrans = defineComponent({
  type: 'RandomAppliedTrans',
  schema: z.strictObject({
    /** Transforms to run together. */
    transforms: pipelineOption,
    /** Probability of running them. */
    p: fraction.default(0.5),
  }),
  build: ({ transforms, p }, builder): Transform => {
    const pipeline = buildPipeline(builder, transforms);
    // torch compares in float32.
    return (sample, random) => (Math.fround(p) < random.torchRandom() ? sample : pipeline(sample, random));
  },
});

export const randomGrayscale = defineComponent({
  type: 'RandomGrayscale',
  schema: z.strictObject({
    /** Probability of conversion to gray. */
    p: fraction.default(0.1),
  }),
  build:
    ({ p }): Transform =>
    (sample, random) =>
      random.torchRandom() < Math.fround(p) ? withLevels(sample, 'RandomGrayscale', grayscale) : sample,
});

export const gaussianBlur = defineComponent({
  type: 'GaussianBlur',
  schema: z.strictObject({
    /** Min radius, in pixels. */
    sigma_min: z.number().nonnegative(),
    /** Max radius, in pixels. */
    sigma_max: z.number().nonnegative(),
    /** Probability of the blur. */
    p: fraction.default(0.5),
  }),
  build:
    ({ sigma_min: min, sigma_max: max, p }): Transform =>
    (sample, random) => {
      if (random.random() > p) return sample;
      const sigma = random.uniform(min, max);
      const { height, width } = imageOf(sample, 'GaussianBlur');
      return withLevels(sample, 'GaussianBlur', (data) => blur(data, height, width, sigma));
    },
});

export const solarization = defineComponent({
  type: 'Solarization',
  schema: z.strictObject({
    /** Levels at or above this are inverted. */
    threshold: z.number().min(0).max(255).default(128),
    /** Probability of solarization. */
    p: fraction.default(0.5),
  }),
  build:
    ({ threshold, p }): Transform =>
    (sample, random) =>
      random.random() > p ? sample : withLevels(sample, 'Solarization', (data) => solarize(data, threshold)),
});

export const tensorNormalize = defineComponent({
  type: 'TensorNormalize',
  schema: z.strictObject({
    /** Mean of each channel. */
    mean: z.array(z.number()).length(3),
    /** Standard deviation of each channel. */
    std: z.array(z.number().positive()).length(3),
    /** Whether the reference works in place; the values are the same. */
    inplace: z.boolean().default(false),
  }),
  build: ({ mean, std }): Transform => {
    const { fround } = Math;
    const means = mean.map(fround);
    const deviations = std.map(fround);
    return (sample) => {
      const image = imageOf(sample, 'TensorNormalize');
      const data = new Float32Array(image.data.length);
      for (let i = 0; i < data.length; i++)
        data[i] = fround(image.data[i] - means[i % 3]) / deviations[i % 3];
      return { ...sample, img: { ...image, data } };
    };
  },
});

/** Applies a function to the 8-bit image of a sample. */
export function withLevels(
  sample: PipelineSample,
  transform: string,
  change: (data: Uint8Array) => Uint8Array,
): PipelineSample {
  const image = imageOf(sample, transform);
  if (!(image.data instanceof Uint8Array) || image.channels !== 3) {
    throw new DataError(`${transform} needs an 8-bit colour image.`);
  }
  return { ...sample, img: { ...image, data: change(image.data) } };
}
