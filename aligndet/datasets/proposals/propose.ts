/** @module Proposals for one image: searches at a reduced size, scales the boxes to the original, and selects. */
import sharp from 'sharp';
import type { RandomSource } from '../../core/index.js';
import type { Pixels } from '../pixels.js';
import type { ProposalOptions } from './options.js';
import { selectProposals } from './select.js';
import { type Candidates, selectiveSearch } from './selective-search.js';

/**
 * @param image `[H, W, 3]`, red first, bytes.
 * @returns `[K, 4]` xyxy in image pixels, integers, best first.
 */
export async function proposeBoxes(
  image: Pixels,
  options: ProposalOptions,
  random: RandomSource,
): Promise<Float32Array> {
  const { width, height } = image;
  const small = await shrink(image, options.maxEdgePx);
  const found = selectiveSearch(small.data, small.width, small.height, random);
  return selectProposals(
    boxesInOriginal(found, small.width, small.height, width, height),
    width * height,
    options,
  );
}

interface Bytes {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The image with a long edge of at most `maxEdgePx`; never enlarged. */
async function shrink(image: Pixels, maxEdgePx: number): Promise<Bytes> {
  const { width, height } = image;
  const data = image.data as Uint8Array;
  const factor = maxEdgePx === 0 ? 1 : maxEdgePx / Math.max(width, height);
  if (factor >= 1) return { data, width, height };
  const small = {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
  const pixels = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(small.width, small.height, { fit: 'fill' })
    .raw()
    .toBuffer();
  return { data: pixels, ...small };
}

function boxesInOriginal(
  candidates: Candidates,
  smallWidth: number,
  smallHeight: number,
  width: number,
  height: number,
): Candidates {
  const [scaleX, scaleY] = [width / smallWidth, height / smallHeight];
  return {
    ...candidates,
    boxes: candidates.boxes.map((value, i) => Math.round(value * (i % 2 === 0 ? scaleX : scaleY))),
  };
}
