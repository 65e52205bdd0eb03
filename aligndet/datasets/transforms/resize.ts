/** @module Resizes images, boxes, masks and label maps to a given or drawn scale, or one set by a test pipeline. */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource } from '../../core/index.js';
import { rescaledSize } from '../../structures/index.js';
import { DeferredPixels } from '../deferred-pixels.js';
import { imageOf, mapBoxes, mapMasks, mapSegs } from '../fields.js';
import { rescaleMasks, resizeMasks as resizeMasksTo } from '../instance-masks.js';
import { bilinearRows } from '../kernels/resize-bilinear.js';
import { resizeFloat } from '../kernels/resize-float.js';
import { resizeNearest } from '../kernels/resize-nearest.js';
import { type Pixels, publishedShape } from '../pixels.js';
import type { PipelineSample, Transform } from '../sample.js';
import { integerPair, pair } from './options.js';

type Scale = readonly [number, number];

export const resizeOptions = {
  /** `[a, b]`, or a list: the max of the long edge is the larger value, that of the short edge the smaller one. */
  img_scale: z
    .union([integerPair.transform((scale): Scale[] => [scale]), z.array(integerPair).min(1)])
    .nullable()
    .default(null),
  /** With several scales: draw one (`value`), or draw both edges between two of them (`range`). */
  multiscale_mode: z.enum(['range', 'value']).default('range'),
  /** Range of a factor of the single scale. */
  ratio_range: pair.nullable().default(null),
  /** Whether to keep the aspect ratio; otherwise the size becomes exactly `[width, height]`. */
  keep_ratio: z.boolean().default(true),
  /** Whether boxes are clipped to the image. */
  bbox_clip_border: z.boolean().default(true),
  /** Backend whose arithmetic is used. */
  backend: z.literal('cv2', { error: 'only "cv2" is supported' }).default('cv2'),
  /** Interpolation. */
  interpolation: z
    .enum(['bilinear', 'nearest'], { error: 'only "bilinear" and "nearest" are supported' })
    .default('bilinear'),
  /** Whether to discard an earlier resize and draw a new scale. */
  override: z.boolean().default(false),
};

const resizeSchema = z.strictObject(resizeOptions);
export type ResizeOptions = z.output<typeof resizeSchema>;

export const resize = defineComponent({ type: 'Resize', schema: resizeSchema, build: resizeTransform });

export function resizeTransform(options: ResizeOptions): Transform {
  const { img_scale: scales, multiscale_mode: mode, ratio_range: ratios } = options;
  if (ratios !== null && scales?.length !== 1) {
    throw new DataError('Resize: ratio_range needs exactly one img_scale.');
  }
  if (ratios === null && mode === 'range' && scales !== null && scales.length > 2) {
    throw new DataError(
      `Resize: multiscale_mode "range" needs two values of img_scale, but got ${scales.length}.`,
    );
  }
  return (sample, random) => {
    const scaled = withScale(sample, options, random);
    const resized = resizeImages(scaled, options);
    return resizeSegs(resizeMasks(resizeBoxes(resized, options.bbox_clip_border), options), options);
  };
}

/** Determines `scale`: from the sample (set by a test pipeline), from its `scale_factor`, or by a draw. */
function withScale(sample: PipelineSample, options: ResizeOptions, random: RandomSource): PipelineSample {
  const { scale, scale_factor: factor, ...rest } = sample;
  if (scale !== undefined) {
    if (options.override) return { ...rest, ...drawScale(options, random) };
    if (factor !== undefined) {
      throw new DataError('Resize: the image was resized already. Set override: true to resize it again.');
    }
    return sample;
  }
  if (factor === undefined) return { ...sample, ...drawScale(options, random) };
  if (typeof factor !== 'number') throw new DataError('Resize: expected scale_factor to be one number.');
  const { height, width } = imageOf(sample, 'Resize');
  return { ...sample, scale: [Math.trunc(width * factor), Math.trunc(height * factor)] };
}

function drawScale(
  { img_scale: scales, multiscale_mode: mode, ratio_range: ratios }: ResizeOptions,
  random: RandomSource,
): { scale: Scale; scale_idx: number | null } {
  if (scales === null) throw new DataError('Resize: set img_scale, or use it inside MultiScaleFlipAug.');
  if (ratios !== null) {
    const ratio = random.random() * (ratios[1] - ratios[0]) + ratios[0];
    return { scale: [Math.trunc(scales[0][0] * ratio), Math.trunc(scales[0][1] * ratio)], scale_idx: null };
  }
  if (scales.length === 1) return { scale: scales[0], scale_idx: 0 };
  if (mode === 'value') {
    const index = random.integer(0, scales.length);
    return { scale: scales[index], scale_idx: index };
  }
  const long = scales.map((scale) => Math.max(...scale));
  const short = scales.map((scale) => Math.min(...scale));
  const longEdge = random.integer(Math.min(...long), Math.max(...long) + 1);
  return { scale: [longEdge, random.integer(Math.min(...short), Math.max(...short) + 1)], scale_idx: null };
}

function resizeImages(sample: PipelineSample, options: ResizeOptions): PipelineSample {
  const changed: PipelineSample = { ...sample };
  for (const key of sample.img_fields ?? ['img']) {
    const image = sample[key] as Pixels;
    const [height, width] = targetSize(image, sample.scale as Scale, options.keep_ratio);
    const resized = resizePixels(image, height, width, options.interpolation);
    const [scaleX, scaleY] = [Math.fround(width / image.width), Math.fround(height / image.height)];
    changed[key] = resized;
    changed.img_shape = publishedShape(resized);
    changed.pad_shape = changed.img_shape;
    changed.scale_factor = [scaleX, scaleY, scaleX, scaleY];
    changed.keep_ratio = options.keep_ratio;
  }
  return changed;
}

function targetSize({ height, width }: Pixels, scale: Scale, keepsRatio: boolean): [number, number] {
  const size = keepsRatio ? rescaledSize({ height, width }, scale) : { width: scale[0], height: scale[1] };
  if (size.width < 1 || size.height < 1) {
    throw new DataError(
      `Resize: an image of ${width}x${height} pixels would be empty at scale ${scale.join('x')}.`,
    );
  }
  return [size.height, size.width];
}

export function resizePixels(
  image: Pixels,
  height: number,
  width: number,
  interpolation: 'bilinear' | 'nearest',
): Pixels {
  const { data, channels } = image;
  if (height === image.height && width === image.width) return image;
  if (interpolation === 'bilinear' && data instanceof Uint8Array) {
    const rows = bilinearRows(data, image.height, image.width, channels, height, width);
    return new DeferredPixels(rows, image.axes);
  }
  const kernel = interpolation === 'nearest' ? resizeNearest : resizeFloat;
  const resized = kernel(data as never, image.height, image.width, channels, height, width);
  return { data: resized, height, width, channels, axes: image.axes };
}

function resizeBoxes(sample: PipelineSample, clips: boolean): PipelineSample {
  const factors = sample.scale_factor as number[];
  const [height, width] = sample.img_shape as number[];
  return mapBoxes(sample, (boxes) =>
    boxes.map((value, i) => {
      const scaled = Math.fround(value * factors[i % 4]);
      return clips ? Math.min(Math.max(scaled, 0), i % 2 === 0 ? width : height) : scaled;
    }),
  );
}

function resizeMasks(sample: PipelineSample, { keep_ratio: keepsRatio }: ResizeOptions): PipelineSample {
  const [height, width] = sample.img_shape as number[];
  return mapMasks(sample, (masks) =>
    keepsRatio ? rescaleMasks(masks, sample.scale as Scale) : resizeMasksTo(masks, height, width),
  );
}

function resizeSegs(sample: PipelineSample, { keep_ratio: keepsRatio }: ResizeOptions): PipelineSample {
  return mapSegs(sample, (map) =>
    resizePixels(map, ...targetSize(map, sample.scale as Scale, keepsRatio), 'nearest'),
  );
}
