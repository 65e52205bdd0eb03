/** @module Flips images, boxes, masks and label maps. */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource } from '../../core/index.js';
import type { FlipDirection } from '../../structures/index.js';
import { DeferredPixels } from '../deferred-pixels.js';
import { mapBoxes, mapImages, mapMasks, mapSegs, need } from '../fields.js';
import { flipMasks } from '../instance-masks.js';
import { flip } from '../kernels/flip.js';
import { mirroredRows } from '../kernels/row-sources.js';
import type { Pixels } from '../pixels.js';
import type { PipelineSample, Transform } from '../sample.js';
import { directionOption, fraction } from './options.js';

export const flipOptions = {
  /** Probability of a flip; a list gives one per direction. */
  flip_ratio: z
    .union([fraction, z.array(fraction)])
    .nullable()
    .default(null),
  /** Direction, or a list to draw from. */
  direction: z.union([directionOption, z.array(directionOption).min(1)]).default('horizontal'),
};

const flipSchema = z.strictObject(flipOptions);
export type FlipOptions = z.output<typeof flipSchema>;

export const randomFlip = defineComponent({ type: 'RandomFlip', schema: flipSchema, build: flipTransform });

export function flipTransform({ flip_ratio: ratio, direction }: FlipOptions): Transform {
  const directions: (FlipDirection | null)[] = Array.isArray(direction)
    ? [...direction, null]
    : [direction, null];
  const chances = ratio === null ? null : chancesOf(ratio, directions.length - 1);
  return (sample, random) => {
    const decided = decide(sample, directions, chances, random);
    const { flip: isFlipped, flip_direction: chosen } = decided;
    return isFlipped && chosen != null ? flipAll(decided, chosen) : decided;
  };
}

/** Probability of each direction, and last of none. */
function chancesOf(ratio: number | number[], numDirections: number): number[] {
  if (typeof ratio === 'number') return [...Array(numDirections).fill(ratio / numDirections), 1 - ratio];
  const total = ratio.reduce((sum, chance) => sum + chance, 0);
  if (ratio.length !== numDirections || total > 1) {
    throw new DataError(
      `RandomFlip: expected one flip_ratio per direction, with a sum of at most 1, but got ${ratio.join(', ')} for ${numDirections}.`,
    );
  }
  return [...ratio, 1 - total];
}

/** A test pipeline has set the flip already; nothing is drawn then. */
function decide(
  sample: PipelineSample,
  directions: readonly (FlipDirection | null)[],
  chances: readonly number[] | null,
  random: RandomSource,
): PipelineSample {
  if (sample.flip !== undefined) return sample;
  if (chances === null) {
    throw new DataError('RandomFlip: set flip_ratio, or use it inside MultiScaleFlipAug.');
  }
  const drawn = directions[random.choice(directions.length, chances)];
  return {
    ...sample,
    flip: drawn !== null,
    flip_direction: sample.flip_direction === undefined ? drawn : sample.flip_direction,
  };
}

/**
 * Boxes are flipped with the size before padding: after `Pad` they no longer match the pixels, as in the reference.
 */
function flipAll(sample: PipelineSample, direction: FlipDirection): PipelineSample {
  const [height, width] = need(sample, 'img_shape', 'RandomFlip');
  const mirror = (pixels: Pixels): Pixels => mirrored(pixels, direction);
  const images = mapImages(sample, mirror);
  const boxes = mapBoxes(images, (old) => flipBoxes(old, height, width, direction));
  return mapSegs(
    mapMasks(boxes, (masks) => flipMasks(masks, direction)),
    mirror,
  );
}

function mirrored(pixels: Pixels, direction: FlipDirection): Pixels {
  if (pixels instanceof DeferredPixels) {
    return new DeferredPixels(mirroredRows(pixels.rows, direction), pixels.axes);
  }
  const { data, height, width, channels } = pixels;
  return { ...pixels, data: flip(data, height, width, channels, direction) };
}

function flipBoxes(
  boxes: Float32Array,
  height: number,
  width: number,
  direction: FlipDirection,
): Float32Array {
  const result = boxes.slice();
  for (let i = 0; i < boxes.length; i += 4) {
    if (direction !== 'vertical') {
      result[i] = width - boxes[i + 2];
      result[i + 2] = width - boxes[i];
    }
    if (direction !== 'horizontal') {
      result[i + 1] = height - boxes[i + 3];
      result[i + 3] = height - boxes[i + 1];
    }
  }
  return result;
}
