/** @module Pastes predicted masks into images. Dims: N masks, h, w of a prediction. */
import { roundHalfEven } from '../../../core/index.js';
import { pasteMaskAsRle, type Rle } from '../../../structures/index.js';

/** `[N, h, w]` probabilities. */
export interface MaskProbabilities {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

/**
 * @param boxes `[N, 4]` xyxy in pixels of the image.
 * @param size height and width of the image.
 * @param threshold min probability of a pixel of the mask.
 */
export function pasteMasks(
  { values, height, width }: MaskProbabilities,
  boxes: Float32Array,
  [imageHeight, imageWidth]: readonly number[],
  threshold: number,
): Rle[] {
  return Array.from({ length: boxes.length / 4 }, (_, i) => {
    const probabilities = values.subarray(i * height * width, (i + 1) * height * width);
    const box = boxes.subarray(4 * i, 4 * i + 4);
    return pasteMaskAsRle({ probabilities, height, width, box }, imageHeight, imageWidth, threshold);
  });
}

/** Height and width of the original image in pixels of the network's input. */
export function scaledSize([height, width]: readonly number[], factors: ArrayLike<number>): [number, number] {
  return [roundHalfEven(height * Math.fround(factors[1])), roundHalfEven(width * Math.fround(factors[0]))];
}

/** Reverts the flip of the view that masks were predicted in. */
export function flipMasks(
  { values, height, width }: MaskProbabilities,
  direction: string | null,
): MaskProbabilities {
  const isHorizontal = direction === 'horizontal' || direction === 'diagonal';
  const isVertical = direction === 'vertical' || direction === 'diagonal';
  const flipped = values.map((_, i) => {
    const x = i % width;
    const y = Math.floor(i / width) % height;
    const from = (isVertical ? height - 1 - y : y) * width + (isHorizontal ? width - 1 - x : x);
    return values[i - y * width - x + from];
  });
  return { values: flipped, height, width };
}
