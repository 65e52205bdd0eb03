/** @module Moving bitmap masks with their image: flip, crop, pad, expand, resize. Dims: M masks, H, W. */
import { type BitmapMasks, bitmapMasks, type FlipDirection, mapBitmaps, planeOf } from './bitmap-masks.js';
import { rescaledSize } from './rescaled-size.js';

export function flipBitmaps(masks: BitmapMasks, direction: FlipDirection): BitmapMasks {
  return mapBitmaps(masks, masks.height, masks.width, (plane, height, width) => {
    if (direction === 'diagonal') return plane.slice().reverse();
    const flipped = new Uint8Array(plane.length);
    for (let y = 0; y < height; y++) {
      const row = plane.subarray(y * width, (y + 1) * width);
      if (direction === 'vertical') flipped.set(row, (height - 1 - y) * width);
      else for (let x = 0, to = (y + 1) * width; x < width; x++) flipped[--to] = row[x];
    }
    return flipped;
  });
}

/**
 * The part of each mask within `box`, which is clipped to the masks first and made at least one pixel wide and high.
 *
 * @param box xyxy, whole pixels.
 */
export function cropBitmaps(masks: BitmapMasks, box: ArrayLike<number>): BitmapMasks {
  const { left, top, height, width } = cropWindow(masks, box);
  return place(masks, height, width, -top, -left, 0);
}

/** The window that a crop takes; polygons are cut by the same rule. */
export function cropWindow(
  masks: { readonly height: number; readonly width: number },
  box: ArrayLike<number>,
): { left: number; top: number; height: number; width: number } {
  const x = (value: number) => Math.min(Math.max(value, 0), masks.width);
  const y = (value: number) => Math.min(Math.max(value, 0), masks.height);
  const [left, top] = [x(box[0]), y(box[1])];
  return { left, top, height: Math.max(y(box[3]) - top, 1), width: Math.max(x(box[2]) - left, 1) };
}

/** Adds `value` at the right and below. */
export function padBitmaps(masks: BitmapMasks, height: number, width: number, value = 0): BitmapMasks {
  return place(masks, height, width, 0, 0, value);
}

/** Sets the masks into larger empty ones, with their upper left corner at `(left, top)`. */
export function expandBitmaps(
  masks: BitmapMasks,
  height: number,
  width: number,
  top: number,
  left: number,
): BitmapMasks {
  return place(masks, height, width, top, left, 0);
}

/** By the nearest pixel, as OpenCV's `INTER_NEAREST`. */
export function resizeBitmaps(masks: BitmapMasks, height: number, width: number): BitmapMasks {
  const rows = nearestIndices(masks.height, height);
  const columns = nearestIndices(masks.width, width);
  return mapBitmaps(masks, height, width, (plane, _height, oldWidth) => {
    const resized = new Uint8Array(height * width);
    for (let y = 0, at = 0; y < height; y++) {
      const row = rows[y] * oldWidth;
      for (let x = 0; x < width; x++) resized[at++] = plane[row + columns[x]];
    }
    return resized;
  });
}

/** Keeps the ratio. @param scale as {@link rescaledSize} takes it. */
export function rescaleBitmaps(masks: BitmapMasks, scale: number | readonly [number, number]): BitmapMasks {
  const { height, width } = rescaledSize(masks, scale);
  return resizeBitmaps(masks, height, width);
}

function nearestIndices(size: number, newSize: number): Int32Array {
  const scale = 1 / (newSize / size);
  return Int32Array.from({ length: newSize }, (_, i) => Math.min(Math.floor(i * scale), size - 1));
}

/** Copies what fits of each mask into `[height, width]` planes of `value`, moved by `(left, top)`. */
function place(
  masks: BitmapMasks,
  height: number,
  width: number,
  top: number,
  left: number,
  value: number,
): BitmapMasks {
  const data = new Uint8Array(masks.count * height * width);
  if (value !== 0) data.fill(value);
  const [firstX, lastX] = [Math.max(-left, 0), Math.min(width - left, masks.width)];
  const [firstY, lastY] = [Math.max(-top, 0), Math.min(height - top, masks.height)];
  for (let i = 0; i < masks.count && firstX < lastX; i++) {
    const plane = planeOf(masks, i);
    for (let y = firstY; y < lastY; y++) {
      const row = plane.subarray(y * masks.width + firstX, y * masks.width + lastX);
      data.set(row, (i * height + y + top) * width + firstX + left);
    }
  }
  return { ...bitmapMasks(data, height, width), count: masks.count };
}
