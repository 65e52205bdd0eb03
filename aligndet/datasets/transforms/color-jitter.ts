/** @module torchvision's `ColorJitter`: brightness, contrast, saturation and hue, in a random order. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from '../kernels/color-jitter.js';
import type { Transform } from '../sample.js';
import { pair } from './options.js';
import { withLevels } from './selfsup-views.js';

type Range = readonly [number, number];

/** By torchvision's numbers of the operations. */
const ADJUSTMENTS = [adjustBrightness, adjustContrast, adjustSaturation, adjustHue];

/** A strength s means factors between 1 - s and 1 + s; or the range itself. */
const factorOption = z.union([
  z
    .number()
    .nonnegative()
    .transform((strength): Range => [Math.max(1 - strength, 0), 1 + strength]),
  pair.refine(([low, high]) => low >= 0 && low <= high, { error: 'a range needs 0 <= low <= high' }),
]);

const turnOption = z.union([
  z
    .number()
    .min(0)
    .max(0.5)
    .transform((strength): Range => [-strength, strength]),
  pair.refine(([low, high]) => low >= -0.5 && low <= high && high <= 0.5, {
    error: 'a range needs -0.5 <= low <= high <= 0.5',
  }),
]);

export const colorJitter = defineComponent({
  type: 'ColorJitter',
  schema: z.strictObject({
    /** Change of brightness. */
    brightness: factorOption.default([1, 1]),
    /** Change of contrast. */
    contrast: factorOption.default([1, 1]),
    /** Change of saturation. */
    saturation: factorOption.default([1, 1]),
    /** Turn of the hue, in parts of the circle. */
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

/** No range at all where it could change nothing: torchvision draws no number then. */
function present(range: Range, neutral: number): Range | null {
  return range[0] === neutral && range[1] === neutral ? null : range;
}
