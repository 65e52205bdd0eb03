/**
 * @module The colour operations of AlignDet's views (after Unbiased Teacher and Soft Teacher): each applies with some
 * probability, with a strength that is drawn. Images are 8-bit, blue first.
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

/** The strongest magnitude that can be asked for. */
const MAX_MAGNITUDE = 10;

const photometricSchema = z.strictObject({
  /** Chance that the operation applies. */
  prob: fraction.default(1),
  /** Strength, or the end (not included) of what is drawn. */
  magnitude: z.int().max(MAX_MAGNITUDE).default(MAX_MAGNITUDE),
  /** Whether the strength is drawn from 1 up. */
  random_magnitude: z.boolean().default(true),
  ...recordOption,
  /** The strength that means "all of it". */
  magnitude_limit: z.int().positive().default(MAX_MAGNITUDE),
});

/** Changes an 8-bit image; `strength` is the magnitude as a share of its limit. */
type Operation = (data: Uint8Array, strength: Strength, image: Pixels) => Uint8Array;

/** `magnitude / limit` of `maximum`, in the order of the reference's arithmetic. */
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
