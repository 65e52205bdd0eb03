/** @module Bilinear resizing of float images, as OpenCV's `INTER_LINEAR` on float32. Dims: H, W, C. */

/** @param source `[height, width, channels]`. @returns `[newHeight, newWidth, channels]`. */
export function resizeFloat(
  source: Float32Array,
  height: number,
  width: number,
  channels: number,
  newHeight: number,
  newWidth: number,
): Float32Array {
  const result = new Float32Array(newHeight * newWidth * channels);
  const columns = tapsOf(width, newWidth, true);
  const rows = tapsOf(height, newHeight, false);
  const stretch = (y: number, x: number, c: number): number => {
    const row = y * width;
    const first = source[(row + columns.first[x]) * channels + c];
    const second = source[(row + columns.second[x]) * channels + c];
    return Math.fround(first * Math.fround(1 - columns.fraction[x]) + second * columns.fraction[x]);
  };
  let at = 0;
  for (let y = 0; y < newHeight; y++) {
    const fraction = rows.fraction[y];
    for (let x = 0; x < newWidth; x++) {
      for (let c = 0; c < channels; c++, at++) {
        result[at] =
          stretch(rows.first[y], x, c) * Math.fround(1 - fraction) + stretch(rows.second[y], x, c) * fraction;
      }
    }
  }
  return result;
}

function tapsOf(size: number, newSize: number, stopsAtBorder: boolean) {
  const scale = 1 / (newSize / size);
  const first = new Int32Array(newSize);
  const second = new Int32Array(newSize);
  const fraction = new Float32Array(newSize);
  const last = size - 1;
  for (let i = 0; i < newSize; i++) {
    const position = Math.fround((i + 0.5) * scale - 0.5);
    let index = Math.floor(position);
    fraction[i] = position - index;
    if (stopsAtBorder && (index < 0 || index >= last)) {
      index = index < 0 ? 0 : last;
      fraction[i] = 0;
    }
    first[i] = Math.min(Math.max(index, 0), last);
    second[i] = Math.min(Math.max(index + 1, 0), last);
  }
  return { first, second, fraction };
}
