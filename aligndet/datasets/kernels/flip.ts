/** @module Flips images and maps, `[H, W, C]`. */
import type { FlipDirection } from '../../structures/index.js';
import { emptyLike, type PixelData } from '../pixels.js';

export function flip<T extends PixelData>(
  source: T,
  height: number,
  width: number,
  channels: number,
  direction: FlipDirection,
): T {
  const result = emptyLike(source, source.length);
  const rowSize = width * channels;
  for (let y = 0; y < height; y++) {
    const from = y * rowSize;
    const to = (direction === 'horizontal' ? y : height - 1 - y) * rowSize;
    if (direction === 'vertical') result.set(source.subarray(from, from + rowSize) as never, to);
    else mirrorRow(source, from, result, to, width, channels);
  }
  return result;
}

function mirrorRow<T extends PixelData>(
  source: T,
  from: number,
  result: T,
  to: number,
  width: number,
  channels: number,
): void {
  let back = to + (width - 1) * channels;
  if (channels === 3) {
    for (let x = 0, at = from; x < width; x++, at += 3, back -= 3) {
      result[back] = source[at];
      result[back + 1] = source[at + 1];
      result[back + 2] = source[at + 2];
    }
    return;
  }
  for (let x = 0, at = from; x < width; x++, back -= channels) {
    for (let c = 0; c < channels; c++) result[back + c] = source[at++];
  }
}
