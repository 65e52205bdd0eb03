/**
 * @module Shared code of AlignDet's geometric operations: options, the random decision to apply, recording, and
 * dropping
 * of boxes that become too small. Boxes are `[N, 4]` xyxy, clipped to `img_shape`.
 */
import { z } from 'zod';
import type { RandomSource } from '../../core/index.js';
import { mapBoxes, mapImages, mapMasks, mapSegs, selectInstances } from '../fields.js';
import type { InstanceMasks } from '../instance-masks.js';
import { type AffineMatrix, warpAffine } from '../kernels/warp-affine.js';
import type { Pixels } from '../pixels.js';
import type { PipelineSample, Transform } from '../sample.js';
import { fraction } from './options.js';
import { recordInfo, recordOption } from './record.js';

const level = z.number().min(0).max(255);

export const geometricOptions = {
  /** Fill value of pixels from outside, one or one per channel. */
  img_fill_val: z
    .union([
      level.transform((value): [number, number, number] => [value, value, value]),
      z.tuple([level, level, level]),
    ])
    .default([125, 125, 125]),
  /** Label of pixels from outside. */
  seg_ignore_label: z.int().min(0).max(255).default(255),
  /** Min width and height of a box, in pixels; smaller ones are dropped. */
  min_size: z.number().nullable().default(0),
  /** Probability of the operation. */
  prob: fraction.default(1),
  /** Whether the magnitude is drawn from a range; otherwise it is the given value. */
  random_magnitude: z.boolean().default(true),
  ...recordOption,
};

const geometricSchema = z.strictObject(geometricOptions);
export type GeometricOptions = z.output<typeof geometricSchema>;

/** A magnitude, or a range to draw it from. */
export const amountOption = z
  .union([z.number(), z.tuple([z.number(), z.number()])])
  .nullable()
  .default(null);
export type Amount = number | readonly [number, number] | null;

/** The drawn magnitudes, by option name. */
export type Magnitude = Record<string, unknown>;

export interface GeometricOperation {
  readonly type: string;
  /** Draws the magnitudes. */
  draw(sample: PipelineSample, random: RandomSource): Magnitude;
  apply(sample: PipelineSample, magnitude: Magnitude): PipelineSample;
}

/** Draws whether to apply, then the magnitudes; then applies, records and drops boxes that became too small. */
export function geometric(options: GeometricOptions, prob: number, operation: GeometricOperation): Transform {
  return (sample, random) => {
    if (random.random() >= prob) return sample;
    const magnitude = operation.draw(sample, random);
    const noted = options.record ? recordInfo(sample, infoOf(operation.type, options, magnitude)) : sample;
    return dropSmall(operation.apply(noted, magnitude), options.min_size);
  };
}

/** A config that would repeat the operation as drawn. */
function infoOf(type: string, options: GeometricOptions, magnitude: Magnitude): Record<string, unknown> {
  return {
    type,
    prob: 1,
    random_magnitude: false,
    record: false,
    img_fill_val: [...options.img_fill_val],
    seg_ignore_label: options.seg_ignore_label,
    min_size: options.min_size,
    ...magnitude,
  };
}

/**
 * Draws magnitudes in the given order. With `random_magnitude` only ranges are used, without it only single values,
 * as in the
 * reference.
 */
export function drawAmounts(
  amounts: Readonly<Record<string, Amount>>,
  isDrawn: boolean,
  random: RandomSource,
): Record<string, number> {
  const drawn: Record<string, number> = {};
  for (const [name, amount] of Object.entries(amounts)) {
    if (amount === null) continue;
    if (typeof amount === 'number') {
      if (!isDrawn) drawn[name] = amount;
    } else if (isDrawn) drawn[name] = random.random() * (amount[1] - amount[0]) + amount[0];
  }
  return drawn;
}

/** Transforms pixels, boxes, masks and label maps together. */
export function warpSample(
  sample: PipelineSample,
  options: GeometricOptions,
  matrix: AffineMatrix,
  moveBoxes: (boxes: Float32Array) => Float32Array,
  moveMasks: (masks: InstanceMasks) => InstanceMasks,
): PipelineSample {
  const warp = (pixels: Pixels, border: readonly number[]): Pixels => ({
    ...pixels,
    data: warpAffine(pixels.data as Uint8Array, pixels.height, pixels.width, pixels.channels, matrix, border),
  });
  const images = mapImages(sample, (image) => warp(image, options.img_fill_val));
  const instances = mapMasks(mapBoxes(images, moveBoxes), moveMasks);
  return mapSegs(instances, (map) => warp(map, Array(map.channels).fill(options.seg_ignore_label)));
}

function dropSmall(sample: PipelineSample, minSize: number | null): PipelineSample {
  if (minSize === null) return sample;
  let current = sample;
  for (const key of sample.bbox_fields ?? []) {
    const boxes = current[key] as Float32Array;
    const indices = [...Array(boxes.length / 4).keys()];
    const kept = indices.filter(
      (i) => boxes[4 * i + 2] - boxes[4 * i] > minSize && boxes[4 * i + 3] - boxes[4 * i + 1] > minSize,
    );
    if (kept.length < indices.length) current = { ...current, ...selectInstances(current, key, boxes, kept) };
  }
  return current;
}

/** The axis-aligned boxes around the corners of `boxes` after `move`, clipped to the image. */
export function boundMovedCorners(
  boxes: Float32Array,
  height: number,
  width: number,
  move: (x: number, y: number) => readonly [number, number],
): Float32Array {
  const result = new Float32Array(boxes.length);
  for (let i = 0; i < boxes.length; i += 4) {
    const [x1, y1, x2, y2] = boxes.subarray(i, i + 4);
    const corners = [move(x1, y1), move(x2, y1), move(x1, y2), move(x2, y2)];
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    const left = clamp(Math.min(...xs), 0, width);
    const top = clamp(Math.min(...ys), 0, height);
    result.set([left, top, clamp(Math.max(...xs), left, width), clamp(Math.max(...ys), top, height)], i);
  }
  return result;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
