/** @module Crops the image to a random window and drops boxes outside. */
import { z } from 'zod';
import { defineComponent, type RandomSource } from '../../core/index.js';
import { imageOf, mapSegs, maskKeys, selectInstances } from '../fields.js';
import { boxesOfMasks, cropMasks, type InstanceMasks } from '../instance-masks.js';
import type { Window } from '../kernels/pad-and-crop.js';
import { type Pixels, publishedShape } from '../pixels.js';
import type { PipelineSample, Transform } from '../sample.js';
import { cropPixels, moveBoxes } from './crop-window.js';
import { pair } from './options.js';

const cropSchema = z
  .strictObject({
    /** `[height, width]` in pixels, or as fractions of the image for the relative types. */
    crop_size: pair,
    /**
     * `absolute`: this size. `absolute_range`: height and width drawn between the two values. `relative`: these
     * fractions. `relative_range`: fractions drawn between these and 1.
     */
    crop_type: z.enum(['absolute', 'absolute_range', 'relative', 'relative_range']).default('absolute'),
    /** Whether a window without boxes is accepted. */
    allow_negative_crop: z.boolean().default(false),
    /** Whether boxes are recomputed from the cropped masks. */
    recompute_bbox: z.boolean().default(false),
    /** Whether boxes are clipped to the window. */
    bbox_clip_border: z.boolean().default(true),
  })
  .superRefine(({ crop_size: size, crop_type: type }, context) => {
    const isRelative = type.startsWith('relative');
    const fits = size.every((edge) => edge > 0 && (isRelative ? edge <= 1 : Number.isInteger(edge)));
    if (!fits || (type === 'absolute_range' && size[0] > size[1])) {
      const expected = isRelative
        ? 'fractions in (0, 1]'
        : `integers above 0${type === 'absolute_range' ? ', the smaller one first,' : ''}`;
      const message = `expected ${expected} for crop_type ${type}, but got [${size.join(', ')}]`;
      context.addIssue({ code: 'custom', path: ['crop_size'], message });
    }
  });
type CropOptions = z.output<typeof cropSchema>;

export const randomCrop = defineComponent({
  type: 'RandomCrop',
  schema: cropSchema,
  build:
    (options): Transform =>
    (sample, random) => {
      const { height, width } = imageOf(sample, 'RandomCrop');
      const size = cropSize(options, height, width, random);
      const [images, window] = cropImages(sample, size, random);
      const instances = cropInstances(images, window, options);
      return instances && mapSegs(instances, (map) => cropPixels(map, window));
    },
});

function cropSize(
  { crop_type: type, crop_size: [first, second] }: CropOptions,
  height: number,
  width: number,
  random: RandomSource,
): [number, number] {
  switch (type) {
    case 'absolute':
      return [Math.min(first, height), Math.min(second, width)];
    case 'absolute_range': {
      const cropHeight = random.integer(Math.min(height, first), Math.min(height, second) + 1);
      return [cropHeight, random.integer(Math.min(width, first), Math.min(width, second) + 1)];
    }
    case 'relative':
      return [Math.trunc(height * first + 0.5), Math.trunc(width * second + 0.5)];
    case 'relative_range': {
      const fractions = [first, second].map((fraction) => {
        const minCrop = Math.fround(fraction);
        return minCrop + random.random() * Math.fround(1 - minCrop);
      });
      return [Math.trunc(height * fractions[0] + 0.5), Math.trunc(width * fractions[1] + 0.5)];
    }
  }
}

/** The cropped images, and the window as drawn: it may extend beyond a smaller image. */
function cropImages(
  sample: PipelineSample,
  [cropHeight, cropWidth]: readonly [number, number],
  random: RandomSource,
): [PipelineSample, Window] {
  const changed: PipelineSample = { ...sample };
  let window: Window = [0, 0, 0, 0];
  for (const key of sample.img_fields ?? ['img']) {
    const image = sample[key] as Pixels;
    const top = random.integer(0, Math.max(image.height - cropHeight, 0) + 1);
    const left = random.integer(0, Math.max(image.width - cropWidth, 0) + 1);
    window = [left, top, left + cropWidth, top + cropHeight];
    const result = cropPixels(image, window);
    changed[key] = result;
    changed.img_shape = publishedShape(result);
  }
  return [changed, window];
}

/** `undefined` when no box of `gt_bboxes` is left and that is not allowed. */
function cropInstances(sample: PipelineSample, window: Window, options: CropOptions): PipelineSample | null {
  const [height, width] = sample.img_shape as number[];
  const changed: PipelineSample = { ...sample };
  for (const key of sample.bbox_fields ?? []) {
    const boxes = moveBoxes(
      sample[key] as Float32Array,
      window,
      options.bbox_clip_border ? [height, width] : null,
    );
    const kept = [...Array(boxes.length / 4).keys()].filter(
      (i) => boxes[4 * i + 2] > boxes[4 * i] && boxes[4 * i + 3] > boxes[4 * i + 1],
    );
    if (key === 'gt_bboxes' && kept.length === 0 && !options.allow_negative_crop) return null;
    Object.assign(changed, selectInstances(sample, key, boxes, kept));
    const maskKey = maskKeys[key];
    if (maskKey !== undefined && changed[maskKey] !== undefined) {
      const masks = cropMasks(changed[maskKey] as InstanceMasks, window);
      changed[maskKey] = masks;
      if (options.recompute_bbox) changed[key] = boxesOfMasks(masks);
    }
  }
  return changed;
}
