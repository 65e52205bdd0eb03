/** @module Crops pixels and boxes to a window. Boxes are `[N, 4]` xyxy in pixels. */
import { DeferredPixels } from '../deferred-pixels.js';
import { crop, type Window } from '../kernels/pad-and-crop.js';
import { croppedRows } from '../kernels/row-sources.js';
import type { Pixels } from '../pixels.js';

/** Clips the window, which starts inside the image, to the image. */
export function cropPixels(image: Pixels, [x1, y1, x2, y2]: Window): Pixels {
  const right = Math.min(x2, image.width);
  const bottom = Math.min(y2, image.height);
  if (image instanceof DeferredPixels) {
    return new DeferredPixels(croppedRows(image.rows, [x1, y1, right, bottom]), image.axes);
  }
  const data = crop(image.data, image.width, image.channels, [x1, y1, right, bottom]);
  return { ...image, data, height: Math.max(bottom - y1, 0), width: Math.max(right - x1, 0) };
}

/**
 * Boxes in window coordinates.
 *
 * @param size `[height, width]` that boxes are clipped to; null: not clipped.
 */
export function moveBoxes(
  boxes: Float32Array,
  [left, top]: Window,
  size: readonly [number, number] | null,
): Float32Array {
  return boxes.map((value, i) => {
    const isX = i % 2 === 0;
    const moved = Math.fround(value - (isX ? left : top));
    return size === null ? moved : Math.min(Math.max(moved, 0), isX ? size[1] : size[0]);
  });
}
