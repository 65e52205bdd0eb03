/** @module Resize and flip that record their parameters. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { PipelineSample, Transform } from '../sample.js';
import { flipOptions, flipTransform } from './random-flip.js';
import { recordInfo, recordMatrix, recordOption } from './record.js';
import { resizeOptions, resizeTransform } from './resize.js';

export const randResize = defineComponent({
  type: 'RandResize',
  schema: z.strictObject({ ...resizeOptions, ...recordOption }),
  build: ({ record, ...options }): Transform => {
    const resize = resizeTransform(options);
    return (sample, random) => {
      const resized = resize(sample, random) as PipelineSample;
      if (!record) return resized;
      const [scaleX, scaleY] = resized.scale_factor as number[];
      const [height, width] = resized.img_shape as number[];
      return recordInfo(recordMatrix(resized, [scaleX, 0, 0, 0, scaleY, 0, 0, 0, 1]), {
        type: 'RandResize',
        record: false,
        img_scale: [width, height],
        keep_ratio: false,
        bbox_clip_border: options.bbox_clip_border,
        backend: options.backend,
      });
    };
  },
});

export const randFlip = defineComponent({
  type: 'RandFlip',
  schema: z.strictObject({ ...flipOptions, ...recordOption }),
  build: ({ record, ...options }): Transform => {
    const flip = flipTransform(options);
    return (sample, random) => {
      const flipped = flip(sample, random) as PipelineSample;
      return record ? recordFlip(flipped) : flipped;
    };
  },
});

/** The matrix of a vertical flip is the reference's, which flips nothing. */
function recordFlip(sample: PipelineSample): PipelineSample {
  const info = { type: 'RandFlip', record: false };
  if (!sample.flip) return recordInfo(sample, { ...info, flip_ratio: 0, direction: 'vertical' });
  const [height, width] = sample.img_shape as number[];
  const isHorizontal = sample.flip_direction === 'horizontal';
  const matrix = isHorizontal ? [-1, 0, width, 0, 1, 0, 0, 0, 1] : [1, 0, 0, 0, height - 1, 0, 0, 0, 1];
  return recordInfo(recordMatrix(sample, matrix), {
    ...info,
    flip_ratio: 1,
    direction: sample.flip_direction,
  });
}
