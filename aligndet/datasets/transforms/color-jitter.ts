/** @module torchvision's `ColorJitter`: brightness, contrast, saturation and hue, in a random order. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from '../kernels/color-jitter.js';
import type { Transform } from '../sample.js';
import { pair } from './options.js';
import { withLevels } from './selfsup-views.js';

type Range = readonly [number, number];

/** Indexed by torchvision's operation ids. */
const ADJUSTMENTS = [adjustBrightness, adjustContrast, adjustSaturation, adjustHue];

/** A strength s, for factors between 1 - s and 1 + s, or a range of factors. */
const factorOption = z.union([
  z
    .number()
    .nonnegative()
    .transform((strength): Range => [Math.max(1 - strength, 0), 1 + strength]),
  pair.refine(([low, high]) => low >= 0 && low <= high, { error: 'expected a range with 0 <= low <= high' }),
]);

const turnOption = z.union([
  z
    .number()
    .min(0)
    .max(0.5)
    .transform((strength): Range => [-strength, strength]),
  pair.refine(([low, high]) => low >= -0.5 && low <= high && high <= 0.5, {
    error: 'expected a range with -0.5 <= low <= high <= 0.5',
  }),
]);

export const colorJitter = defineComponent({
  type: 'ColorJitter',
  schema: z.strictObject({
    /** Brightness jitter. */
    brightness: factorOption.default([1, 1]),
    /** Contrast jitter. */
    contrast: factorOption.default([1, 1]),
    /** Saturation jitter. */
    saturation: factorOption.default([1, 1]),
    /** Hue jitter, as a fraction of the full circle. */
    hue: turnOption.default([0, 0]),
  }),
  build: ({ brightness, contrast, saturation, hue }): Transform => {
    const ranges = [present(brightness, 1), present(contrast, 1), present(saturation, 1), present(hue, 0)];
    return (sample, random) => {
      const order = random.torchPermutation(ADJUSTMENTS.length);
      const factors = ranges.map((range) => range && random.torchUniform(...range));
      return withLevels(sample, 'ColorJitter', (data) =>
        order.reduce((current, i) => {
          const factor = factors[i];
          return factor === null ? current : ADJUSTMENTS[i](current, factor);
        }, data),
      );
    };
  },
});

/** `null` where the range has no effect: torchvision then draws no random number. */
function present(range: Range, neutral: number): Range | null {
  return range[0] === neutral && range[1] === neutral ? null : range;
}
