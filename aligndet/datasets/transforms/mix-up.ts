/**
 * @module Blends another image into this one with equal weights: YOLOX, https://arxiv.org/abs/2107.08430, section
 * 2.1, after mixup, https://arxiv.org/abs/1710.09412. Needs a `MultiImageMixDataset`.
 */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource } from '../../core/index.js';
import { concatRows } from '../../structures/index.js';
import { imageOf, need } from '../fields.js';
import { flip } from '../kernels/flip.js';
import { type Pixels, publishedShape } from '../pixels.js';
import type { MixSource, PipelineSample, Transform } from '../sample.js';
import {
  boxesToMix,
  clipBoxes,
  insideBoxes,
  type LabelledBoxes,
  noIgnored,
  selectBoxes,
} from './mixed-boxes.js';
import { fraction, integerPair, pair } from './options.js';
import { pasteInto } from './paste-into.js';
import { resizePixels } from './resize.js';

const NAME = 'MixUp';

const mixUpSchema = z.strictObject({
  /** `[height, width]` that the other image is resized to fit, in pixels. */
  img_scale: integerPair.default([640, 640]),
  /** Range of the factor by which the fitted image is resized. */
  ratio_range: pair.default([0.5, 1.5]),
  /** Probability that the other image is not flipped horizontally. */
  flip_ratio: fraction.default(0.5),
  /** Padding value of pixels outside the other image. */
  pad_val: z.number().default(114),
  /** Max attempts to find an image with boxes. */
  max_iters: z.int().positive().default(15),
  /** Min width and height of a box, in pixels; smaller ones are dropped if `skip_filter` is false. */
  min_bbox_size: z.number().default(5),
  /** Min fraction of a box's area that is left; others are dropped if `skip_filter` is false. */
  min_area_ratio: z.number().default(0.2),
  /** Max aspect ratio of a box; others are dropped if `skip_filter` is false. */
  max_aspect_ratio: z.number().default(20),
  /** Whether boxes are clipped to the image. */
  bbox_clip_border: z.boolean().default(true),
  /** Whether to skip the three filters above. */
  skip_filter: z.boolean().default(true),
});

type MixUpOptions = z.output<typeof mixUpSchema>;

export const mixUp = defineComponent({
  type: NAME,
  schema: mixUpSchema,
  build: (options): Transform => {
    const transform = (sample: PipelineSample, random: RandomSource) => layOver(sample, options, random);
    return Object.assign(transform, {
      mixedIndices: (source: MixSource, random: RandomSource) => [
        drawOther(source, options.max_iters, random),
      ],
    });
  },
});

/** A sample with boxes, or the last one that was tried. */
function drawOther(source: MixSource, maxTries: number, random: RandomSource): number {
  let index = 0;
  for (let tries = 0; tries < maxTries; tries++) {
    index = random.integer(0, source.length);
    if (source.annotationsOf === undefined || source.annotationsOf(index).bboxes.length > 0) break;
  }
  return index;
}

function layOver(sample: PipelineSample, options: MixUpOptions, random: RandomSource): PipelineSample {
  const others = need(sample, 'mix_results', NAME);
  if (others.length !== 1) throw new DataError(`${NAME} needs one other image, but got ${others.length}.`);
  const own = boxesToMix(sample, NAME);
  const other = boxesToMix(others[0], NAME);
  if (other.labels.length === 0) return sample;

  const target = imageOf(sample, NAME);
  const jitter = random.uniform(...options.ratio_range);
  const isFlipped = random.uniform(0, 1) > options.flip_ratio;
  const { image, ratio } = fitted(imageOf(others[0], NAME), options, jitter);
  const layer = isFlipped ? mirrored(image) : image;
  const offset = (full: number, part: number): number => (full > part ? random.integer(0, full - part) : 0);
  const top = offset(layer.height, target.height);
  const left = offset(layer.width, target.width);

  const before = placedBoxes(other.boxes, layer, ratio, isFlipped, options.bbox_clip_border);
  const shifted = before.map((value, i) => value - (i % 2 === 0 ? left : top));
  const after = options.bbox_clip_border ? clipBoxes(shifted, target.height, target.width) : shifted;
  const moved: LabelledBoxes = { boxes: after, labels: other.labels };
  const added = options.skip_filter ? moved : selectBoxes(moved, isLarge(before, after, options));
  const all: LabelledBoxes = {
    boxes: concatRows([own.boxes, added.boxes]),
    labels: Int32Array.from([...own.labels, ...added.labels]),
  };
  const kept = insideBoxes(all, target.height, target.width);
  const img = blend(target, layer, left, top);
  return {
    ...sample,
    ...noIgnored(sample),
    img,
    img_shape: publishedShape(img),
    gt_bboxes: kept.boxes,
    gt_labels: kept.labels,
  };
}

/**
 * The image in the upper left corner of a canvas of `img_scale`, both resized by `jitter`; `ratio` is the scale of
 * the image.
 */
function fitted(source: Pixels, { img_scale: [height, width], pad_val: fill }: MixUpOptions, jitter: number) {
  const { channels, axes } = source;
  const ratio = Math.min(height / source.height, width / source.width);
  const size = [Math.trunc(source.height * ratio), Math.trunc(source.width * ratio)] as const;
  const canvas = {
    data: new Uint8Array(height * width * channels).fill(fill),
    height,
    width,
    channels,
    axes,
  };
  pasteInto(canvas, asBytes(resizePixels(source, ...size, 'bilinear')), 0, 0);
  const image = resizePixels(canvas, Math.trunc(height * jitter), Math.trunc(width * jitter), 'bilinear');
  return { image, ratio: ratio * jitter };
}

function asBytes(pixels: Pixels): Pixels {
  if (pixels.data instanceof Uint8Array) return pixels;
  throw new DataError(`${NAME} needs 8-bit images: put PhotoMetricDistortion and Normalize after it.`);
}

function mirrored(image: Pixels): Pixels {
  const { data, height, width, channels, axes } = image;
  return { data: flip(data, height, width, channels, 'horizontal'), height, width, channels, axes };
}

function placedBoxes(
  boxes: Float32Array,
  { height, width }: Pixels,
  ratio: number,
  isFlipped: boolean,
  clips: boolean,
): Float32Array {
  const factor = Math.fround(ratio);
  const scaled = boxes.map((value) => value * factor);
  const placed = clips ? clipBoxes(scaled, height, width) : scaled;
  if (!isFlipped) return placed;
  return placed.map((value, i) => (i % 2 === 0 ? width - placed[i % 4 === 0 ? i + 2 : i - 2] : value));
}

function isLarge(before: Float32Array, after: Float32Array, options: MixUpOptions) {
  const sizeOf = (boxes: Float32Array, row: number): [number, number] => [
    boxes[4 * row + 2] - boxes[4 * row],
    boxes[4 * row + 3] - boxes[4 * row + 1],
  ];
  const EPSILON = 1e-16;
  return (row: number): boolean => {
    const [oldWidth, oldHeight] = sizeOf(before, row);
    const [width, height] = sizeOf(after, row);
    const aspect = Math.max(width / (height + EPSILON), height / (width + EPSILON));
    return (
      width > options.min_bbox_size &&
      height > options.min_bbox_size &&
      (width * height) / (oldWidth * oldHeight + EPSILON) > options.min_area_ratio &&
      aspect < options.max_aspect_ratio
    );
  };
}

/** Half of each; outside the layer, the other half is black. */
function blend(target: Pixels, layer: Pixels, left: number, top: number): Pixels {
  const { height, width, channels, axes } = target;
  const covered = { data: new Uint8Array(height * width * channels), height, width, channels, axes };
  pasteInto(covered, layer, -left, -top);
  const base = target.data;
  const mixed = covered.data.map((value, i) => 0.5 * base[i] + 0.5 * value);
  return { ...covered, data: mixed };
}
