/** @module Nearest-neighbor resizing, as OpenCV's `INTER_NEAREST`: the pixel left of and above the exact position. */
import { emptyLike, type PixelData } from '../pixels.js';

/** @param source `[height, width, channels]`. @returns `[newHeight, newWidth, channels]`. */
export function resizeNearest<T extends PixelData>(
  source: T,
  height: number,
  width: number,
  channels: number,
  newHeight: number,
  newWidth: number,
): T {
  const result = emptyLike(source, newHeight * newWidth * channels);
  const columns = nearestIndices(width, newWidth);
  const rows = nearestIndices(height, newHeight);
  let at = 0;
  for (let y = 0; y < newHeight; y++) {
    const row = rows[y] * width * channels;
    for (let x = 0; x < newWidth; x++) {
      const from = row + columns[x] * channels;
      for (let c = 0; c < channels; c++) result[at++] = source[from + c];
    }
  }
  return result;
}

function nearestIndices(size: number, newSize: number): Int32Array {
  const scale = 1 / (newSize / size);
  return Int32Array.from({ length: newSize }, (_, i) => Math.min(Math.floor(i * scale), size - 1));
}
