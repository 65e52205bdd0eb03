/** @module Pastes one image into another. */
import { DataError } from '../../core/index.js';
import type { Pixels } from '../pixels.js';

/**
 * Writes the part of `image` inside `canvas`, with its corner at (`left`, `top`), which may be
 * negative.
 *
 * @throws {DataError} when the channels differ.
 */
export function pasteInto(canvas: Pixels, image: Pixels, left: number, top: number): void {
  const { channels } = canvas;
  if (image.channels !== channels) {
    throw new DataError(`Images of ${image.channels} and ${channels} channels cannot be combined.`);
  }
  const x1 = Math.max(left, 0);
  const x2 = Math.min(left + image.width, canvas.width);
  if (x2 <= x1) return;
  const { data } = image;
  for (let y = Math.max(top, 0); y < Math.min(top + image.height, canvas.height); y++) {
    const from = ((y - top) * image.width + x1 - left) * channels;
    const row = data.subarray(from, from + (x2 - x1) * channels);
    canvas.data.set(row as never, (y * canvas.width + x1) * channels);
  }
}
