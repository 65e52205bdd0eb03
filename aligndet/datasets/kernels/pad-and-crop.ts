/** @module Crops a window of an image, and pads an image, `[H, W, C]`. */
import { emptyLike, type PixelData } from '../pixels.js';

/** Pads at the right and bottom to `[newHeight, newWidth, channels]` with one value per channel. */
export function pad<T extends PixelData>(
  source: T,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  [newHeight, newWidth]: readonly [height: number, width: number],
  values: readonly number[],
): T {
  const result = emptyLike(source, newHeight * newWidth * channels);
  if (values.some((value) => value !== values[0])) {
    for (let i = 0; i < result.length; i++) result[i] = values[i % channels];
  } else if (values[0] !== 0) result.fill(values[0]);
  const rowSize = width * channels;
  const newRowSize = newWidth * channels;
  if (rowSize === newRowSize) result.set(source as never);
  else {
    for (let y = 0; y < height; y++) {
      result.set(source.subarray(y * rowSize, (y + 1) * rowSize) as never, y * newRowSize);
    }
  }
  return result;
}

/** The window of rows `y1..y2` and columns `x1..x2` (ends excluded), which must lie inside the image. */
export function crop<T extends PixelData>(
  source: T,
  width: number,
  channels: number,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
): T {
  const rowSize = (x2 - x1) * channels;
  const result = emptyLike(source, Math.max(y2 - y1, 0) * rowSize);
  for (let y = y1; y < y2; y++) {
    const from = (y * width + x1) * channels;
    result.set(source.subarray(from, from + rowSize) as never, (y - y1) * rowSize);
  }
  return result;
}

export type Window = readonly [x1: number, y1: number, x2: number, y2: number];

/** A copy with one value per channel in the window, as far as it lies inside. */
export function fillWindow<T extends PixelData>(
  source: T,
  height: number,
  width: number,
  channels: number,
  [x1, y1, x2, y2]: Window,
  value: readonly number[],
): T {
  const result = source.slice() as T;
  for (let y = Math.max(y1, 0); y < Math.min(y2, height); y++) {
    for (let x = Math.max(x1, 0); x < Math.min(x2, width); x++) {
      for (let c = 0; c < channels; c++) result[(y * width + x) * channels + c] = value[c];
    }
  }
  return result;
}
