/** @module Pads images, masks and label maps at the right and bottom. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { DeferredPixels } from '../deferred-pixels.js';
import { mapImages, mapMasks, mapSegs } from '../fields.js';
import { padMasks } from '../instance-masks.js';
import { pad as padPixels } from '../kernels/pad-and-crop.js';
import { paddedRows } from '../kernels/row-sources.js';
import { type Pixels, publishedShape } from '../pixels.js';
import type { Transform } from '../sample.js';
import { integerPair, padValueOption } from './options.js';

type Size = readonly [height: number, width: number];

export const pad = defineComponent({
  type: 'Pad',
  schema: z
    .strictObject({
      /** `[height, width]` to pad to; larger images are unchanged. */
      size: integerPair.nullable().default(null),
      /** Pads height and width to a multiple of this. */
      size_divisor: z.int().positive().nullable().default(null),
      /** Pads the short edge to the long one. */
      pad_to_square: z.boolean().default(false),
      /** Padding values; a single value applies to images and masks. */
      pad_val: z
        .union([z.number().transform((value) => ({ img: value, masks: value, seg: 255 })), padValueOption])
        .default({ img: 0, masks: 0, seg: 255 }),
    })
    .refine(
      ({ size, size_divisor: divisor, pad_to_square: isSquare }) =>
        Number(size !== null) + Number(divisor !== null) + Number(isSquare) === 1,
      { error: 'set exactly one of size, size_divisor and pad_to_square' },
    ),
  build: ({ size, size_divisor: divisor, pad_to_square: isSquare, pad_val: values }): Transform => {
    const sizeFor = ({ height, width }: Pixels): Size => {
      if (size !== null) return size;
      if (divisor !== null) return [multipleOf(divisor, height), multipleOf(divisor, width)];
      return [Math.max(height, width), Math.max(height, width)];
    };
    return (sample) => {
      let padShape: number[] = [];
      let fixedSize: Size | null = size;
      const padded = mapImages(sample, (image) => {
        const target = sizeFor(image);
        if (isSquare) fixedSize = target;
        const result = padTo(image, target, values.img);
        padShape = publishedShape(result);
        return result;
      });
      const target: Size = [padShape[0], padShape[1]];
      const withMasks = mapMasks(padded, (masks) => padMasks(masks, ...target, values.masks));
      return {
        ...mapSegs(withMasks, (map) => padTo(map, target, values.seg)),
        pad_shape: padShape,
        pad_fixed_size: fixedSize,
        pad_size_divisor: divisor,
      };
    };
  },
});

function multipleOf(divisor: number, size: number): number {
  return Math.ceil(size / divisor) * divisor;
}

function padTo(image: Pixels, [targetHeight, targetWidth]: Size, value: number | number[]): Pixels {
  const height = Math.max(image.height, targetHeight);
  const width = Math.max(image.width, targetWidth);
  if (height === image.height && width === image.width) return image;
  // OpenCV uses a single number for the first channel and zero for the others.
  const values = typeof value === 'number' ? [value, ...Array(image.channels - 1).fill(0)] : value;
  if (image instanceof DeferredPixels) {
    return new DeferredPixels(paddedRows(image.rows, height, width, values), image.axes);
  }
  const { data, channels } = image;
  return {
    ...image,
    data: padPixels(data, [image.height, image.width, channels], [height, width], values),
    height,
    width,
  };
}
