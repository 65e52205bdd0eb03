/**
 * @module The colour operations of AlignDet's views (after Unbiased Teacher and Soft Teacher): each applies with some
 * probability, with a drawn strength. Images are 8-bit, BGR.
 */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { mapImages } from '../fields.js';
import { enhanceBrightness, enhanceColor, enhanceContrast, enhanceSharpness } from '../kernels/enhance.js';
import { autocontrast, equalize, posterize, solarize } from '../kernels/levels.js';
import type { Pixels } from '../pixels.js';
import type { Transform } from '../sample.js';
import { fraction } from './options.js';
import { recordInfo, recordOption } from './record.js';

/** Max magnitude. */
const MAX_MAGNITUDE = 10;

const photometricSchema = z.strictObject({
  /** Probability of the operation. */
  prob: fraction.default(1),
  /** Strength, or the exclusive end of the range to draw from. */
  magnitude: z.int().max(MAX_MAGNITUDE).default(MAX_MAGNITUDE),
  /** Whether the strength is drawn, from 1 on. */
  random_magnitude: z.boolean().default(true),
  ...recordOption,
  /** Strength of the full effect. */
  magnitude_limit: z.int().positive().default(MAX_MAGNITUDE),
});

/** Changes an 8-bit image; `strength` is the magnitude as a fraction of its limit. */
type Operation = (data: Uint8Array, strength: Strength, image: Pixels) => Uint8Array;

/** `magnitude / limit` of `maximum`, in the reference's order of operations. */
type Strength = (maximum: number) => number;

function photometric<const Type extends string>(type: Type, operation: Operation | null) {
  return defineComponent({
    type,
    schema: photometricSchema,
    build: (options): Transform => {
      const { prob, magnitude: maximum, random_magnitude: isDrawn, record, magnitude_limit: limit } = options;
      return (sample, random) => {
        if (random.random() >= prob) return sample;
        const magnitude = isDrawn ? random.integer(1, maximum) : maximum;
        const noted = record
          ? recordInfo(sample, { type, prob: 1, random_magnitude: false, record: false, magnitude })
          : sample;
        if (operation === null) return noted;
        return mapImages(noted, (image) => {
          if (!(image.data instanceof Uint8Array)) throw new DataError(`${type} needs an 8-bit image.`);
          const { height, width, channels, axes } = image;
          const data = operation(image.data, (whole) => (magnitude * whole) / limit, image);
          return { data, height, width, channels, axes };
        });
      };
    },
  });
}

/** Factor of Pillow's enhancers; 0 would destroy the image. */
function factorOf(strength: Strength): number {
  return strength(1.8) + 0.1;
}

export const identity = photometric('Identity', null);
export const autoContrast = photometric('AutoContrast', autocontrast);
export const randEqualize = photometric('RandEqualize', equalize);
export const randSolarize = photometric('RandSolarize', (data, strength) =>
  solarize(data, Math.min(Math.trunc(strength(256)), 255)),
);
export const randColor = photometric('RandColor', (data, strength) => enhanceColor(data, factorOf(strength)));
export const randContrast = photometric('RandContrast', (data, strength) =>
  enhanceContrast(data, factorOf(strength)),
);
export const randBrightness = photometric('RandBrightness', (data, strength) =>
  enhanceBrightness(data, factorOf(strength)),
);
export const randSharpness = photometric('RandSharpness', (data, strength, { height, width }) =>
  enhanceSharpness(data, height, width, factorOf(strength)),
);
export const randPosterize = photometric('RandPosterize', (data, strength) =>
  posterize(data, 4 - Math.trunc(strength(4))),
);
