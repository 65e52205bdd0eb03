/** @module A transform: a random gamma correction of the image. The draw comes from the sample's own random numbers. */
import { defineComponent, imageOf, type Transform, z } from 'aligndet/components';

export const randomGamma = defineComponent({
  slot: 'transform',
  type: 'RandomGamma',
  schema: z.strictObject({
    /** Range of the exponent; below 1 the image gets brighter. */
    gamma_range: z.tuple([z.number().positive(), z.number().positive()]).default([0.7, 1.4]),
    /** Probability of a change. */
    prob: z.number().min(0).max(1).default(0.5),
  }),
  build:
    ({ gamma_range: [low, high], prob }): Transform =>
    (sample, random) => {
      if (random.uniform(0, 1) >= prob) return sample;
      const gamma = random.uniform(low, high);
      const image = imageOf(sample, 'RandomGamma');
      const table = Uint8Array.from({ length: 256 }, (_, level) => Math.round(255 * (level / 255) ** gamma));
      // samples share their arrays: a transform gives a new one
      const data = Uint8Array.from(image.data, (level) => table[level]);
      const { height, width, channels, axes } = image;
      return { ...sample, img: { data, height, width, channels, axes } };
    },
});

declare module 'aligndet' {
  interface Components {
    RandomGamma: typeof randomGamma;
  }
}
