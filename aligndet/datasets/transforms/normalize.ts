/** @module Normalizes pixels by mean and standard deviation. */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { DeferredPixels, rowsOf } from '../deferred-pixels.js';
import { mapImages } from '../fields.js';
import { normalize as normalizePixels } from '../kernels/normalize.js';
import { normalizedRows } from '../kernels/row-sources.js';
import type { Transform } from '../sample.js';

export const normalize = defineComponent({
  type: 'Normalize',
  schema: z.strictObject({
    /** Mean of each channel, in output order. */
    mean: z.array(z.number()).length(3),
    /** Standard deviation of each channel. */
    std: z.array(z.number().positive()).length(3),
    /** Whether to convert BGR to RGB. */
    to_rgb: z.boolean().default(true),
  }),
  build: ({ mean, std, to_rgb: toRgb }): Transform => {
    const means = Float32Array.from(mean);
    const deviations = Float32Array.from(std);
    return (sample) => ({
      ...mapImages(sample, (image) => {
        if (image.channels !== 3)
          throw new DataError(`Normalize: expected an image of 3 channels, but got ${image.channels}.`);
        const rows = rowsOf(image);
        if (rows?.isBytes)
          return new DeferredPixels(normalizedRows(rows, means, deviations, toRgb), image.axes);
        return { ...image, data: normalizePixels(image.data, means, deviations, toRgb) };
      }),
      img_norm_cfg: { mean: [...means], std: [...deviations], to_rgb: toRgb },
    });
  },
});
