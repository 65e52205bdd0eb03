/** @module Resizes label maps by a factor, for heads that predict them at a coarser grid. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { rescaledSize } from '../../structures/index.js';
import { mapSegs } from '../fields.js';
import type { Transform } from '../sample.js';
import { resizePixels } from './resize.js';

export const segRescale = defineComponent({
  type: 'SegRescale',
  schema: z.strictObject({
    /** Scale factor. */
    scale_factor: z.number().positive().default(1),
    /** Backend whose arithmetic is used. */
    backend: z.literal('cv2', { error: 'only "cv2" is supported' }).default('cv2'),
  }),
  build:
    ({ scale_factor: factor }): Transform =>
    (sample) =>
      factor === 1
        ? sample
        : mapSegs(sample, (map) => {
            const { height, width } = rescaledSize(map, factor);
            return resizePixels(map, height, width, 'nearest');
          }),
});
