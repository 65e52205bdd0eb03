/**
 * @module Pastes a predicted mask into the image: bilinear samples at the pixel centers of its box, zero outside.
 *
 * The arithmetic is that of PyTorch's `grid_sample` (float32, `align_corners=False`), since a threshold follows.
 * Dims: h, w of the prediction; H, W of the image.
 */
import { type Rle, rleOfRuns } from './rle.js';
import { type Runs, runsOfBitmap } from './runs.js';

const { fround } = Math;

/** A prediction and its box. */
export interface PlacedMask {
  /** `[height, width]` probabilities. */
  readonly probabilities: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  /** xyxy in pixels of the image. */
  readonly box: ArrayLike<number>;
}

/** A window of the image: pixel columns `left..right` and rows `top..bottom`, ends excluded. */
interface Window {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The two neighbors of each pixel center along one axis, with weights that are 0 outside the prediction. */
interface AxisTaps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly lowWeight: Float32Array;
  readonly highWeight: Float32Array;
}

/**
 * As runs, without a bitmap of the whole image.
 *
 * @param threshold at least this probability makes a pixel of the mask.
 */
export function pasteMaskAsRle(
  mask: PlacedMask,
  imageHeight: number,
  imageWidth: number,
  threshold: number,
): Rle {
  const window = pasteWindow(mask.box, imageHeight, imageWidth);
  const width = window.right - window.left;
  const height = window.bottom - window.top;
  const limit = fround(threshold);
  const pixels = Uint8Array.from(samplePixels(mask, window), (value) => (value >= limit ? 1 : 0));
  const runs = runsOfBitmap(pixels, height, width);
  return rleOfRuns(embedRuns(runs, window, imageHeight, imageWidth));
}

/** Pixels that the box can touch: one more at each edge than it covers. */
export function pasteWindow(box: ArrayLike<number>, imageHeight: number, imageWidth: number): Window {
  const left = Math.max(Math.floor(box[0]) - 1, 0);
  const top = Math.max(Math.floor(box[1]) - 1, 0);
  return {
    left,
    top,
    right: Math.max(Math.min(Math.ceil(box[2]) + 1, imageWidth), left),
    bottom: Math.max(Math.min(Math.ceil(box[3]) + 1, imageHeight), top),
  };
}

/** Probabilities of the window's pixels. */
export function samplePixels(mask: PlacedMask, window: Window): Float32Array {
  const columns = tapsAlong(mask.box[0], mask.box[2], window.left, window.right, mask.width);
  const rows = tapsAlong(mask.box[1], mask.box[3], window.top, window.bottom, mask.height);
  const width = columns.low.length;
  const pixels = new Float32Array(rows.low.length * width);
  const { probabilities } = mask;
  for (let y = 0, at = 0; y < rows.low.length; y++) {
    const upper = rows.low[y] * mask.width;
    const lower = rows.high[y] * mask.width;
    const upperWeight = rows.lowWeight[y];
    const lowerWeight = rows.highWeight[y];
    for (let x = 0; x < width; x++, at++) {
      const left = columns.low[x];
      const right = columns.high[x];
      const leftWeight = columns.lowWeight[x];
      const rightWeight = columns.highWeight[x];
      let value = fround(probabilities[upper + left] * fround(leftWeight * upperWeight));
      value = fround(value + fround(probabilities[upper + right] * fround(rightWeight * upperWeight)));
      value = fround(value + fround(probabilities[lower + left] * fround(leftWeight * lowerWeight)));
      value = fround(value + fround(probabilities[lower + right] * fround(rightWeight * lowerWeight)));
      pixels[at] = value;
    }
  }
  return pixels;
}

/**
 * Positions of the centers of image pixels `first..last` on a prediction of `size` pixels spread over `start..end`.
 */
function tapsAlong(start: number, end: number, first: number, last: number, size: number): AxisTaps {
  const count = Math.max(last - first, 0);
  const taps = {
    low: new Int32Array(count),
    high: new Int32Array(count),
    lowWeight: new Float32Array(count),
    highWeight: new Float32Array(count),
  };
  const length = fround(end - start);
  for (let i = 0; i < count; i++) {
    let coordinate = fround(fround(fround(fround(first + i + 0.5) - start) / length) * 2 - 1);
    if (coordinate === Infinity || coordinate === -Infinity) coordinate = 0;
    const position = fround(fround(fround(fround(coordinate + 1) * size) - 1) / 2);
    const low = Math.floor(position);
    const highWeight = fround(position - low);
    if (low >= 0 && low < size) {
      taps.low[i] = low;
      taps.lowWeight[i] = fround(fround(low + 1) - position);
    }
    if (low >= -1 && low < size - 1) {
      taps.high[i] = low + 1;
      taps.highWeight[i] = highWeight;
    }
  }
  return taps;
}

/** Runs of a window as runs of the whole image. */
function embedRuns({ height, counts }: Runs, window: Window, imageHeight: number, imageWidth: number): Runs {
  const whole: number[] = [];
  let end = 0; // of the last foreground run, in the image
  let pixel = counts[0] ?? 0;
  for (let i = 1; i < counts.length; i += 2) {
    // A run that wraps at the end of a window column is split into one run per column of the image.
    for (let left = counts[i]; left > 0; ) {
      const column = Math.floor(pixel / height);
      const row = pixel - column * height;
      const part = Math.min(left, height - row);
      const start = (window.left + column) * imageHeight + window.top + row;
      if (start === end && whole.length > 0) whole[whole.length - 1] += part;
      else whole.push(start - end, part);
      end = start + part;
      pixel += part;
      left -= part;
    }
    pixel += counts[i + 1] ?? 0;
  }
  const rest = imageHeight * imageWidth - end;
  if (rest > 0 || whole.length === 0) whole.push(rest);
  return { height: imageHeight, width: imageWidth, counts: Uint32Array.from(whole) };
}
