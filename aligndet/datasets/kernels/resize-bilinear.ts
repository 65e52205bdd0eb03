/**
 * @module Bilinear resizing of 8-bit images, bit for bit as OpenCV 4.7's `INTER_LINEAR` does it: 11-bit weights,
 * columns first, 16-bit rounding between. Dims: H, W, C.
 */
import type { LevelMapping, RowSource } from '../deferred-pixels.js';
import { roundHalfEven } from './rounding.js';

/** Weights are fixed-point numbers of this many parts. */
const WEIGHT_ONE = 2048;

/** Row buffers hold 1/128 levels: OpenCV drops the low four bits before it blends rows. */
type Row = Int32Array;

/** For each output index, the first of two neighbours (times `stride`) and the weights of both. */
interface Taps {
  readonly first: Int32Array;
  readonly firstWeight: Int32Array;
  readonly secondWeight: Int32Array;
}

/**
 * @param source `[height, width, channels]`.
 * @returns rows of `[newHeight, newWidth, channels]`.
 */
export function bilinearRows(
  source: Uint8Array,
  height: number,
  width: number,
  channels: number,
  newHeight: number,
  newWidth: number,
): RowSource {
  const size = { height: newHeight, width: newWidth, channels, isBytes: true };
  if (height === 2 * newHeight && width === 2 * newWidth) {
    return {
      ...size,
      writeRow: (y, target, offset) => halveRow(source, y, newWidth, channels, target, offset),
    };
  }
  return new BilinearRows(source, height, width, channels, newHeight, newWidth);
}

/** Keeps the two source rows that an output row lies between: the next output row mostly needs the same. */
class BilinearRows implements RowSource {
  readonly isBytes = true;
  readonly #stretch: (y: number, row: Row) => void;
  readonly #taps: ReturnType<typeof rowTaps>;
  #upper: Row;
  #lower: Row;
  #upperRow = -1;
  #lowerRow = -1;

  constructor(
    source: Uint8Array,
    sourceHeight: number,
    sourceWidth: number,
    readonly channels: number,
    readonly height: number,
    readonly width: number,
  ) {
    this.#stretch = rowStretcher(source, sourceWidth, channels, width);
    this.#taps = rowTaps(sourceHeight, height);
    this.#upper = new Int32Array(width * channels);
    this.#lower = new Int32Array(width * channels);
  }

  writeRow(y: number, target: Uint8Array | Float32Array, offset: number): void {
    this.#prepare(y);
    const { firstWeight, secondWeight } = this.#taps;
    blendRows(this.#upper, this.#lower, firstWeight[y], secondWeight[y], target as Uint8Array, offset);
  }

  writeMappedRow(y: number, target: Float32Array, offset: number, mapping: LevelMapping): void {
    this.#prepare(y);
    const { firstWeight, secondWeight } = this.#taps;
    blendMapped(this.#upper, this.#lower, firstWeight[y], secondWeight[y], target, offset, mapping);
  }

  /** Stretches the source rows that are not at hand. */
  #prepare(y: number): void {
    const first = this.#taps.first[y];
    const second = this.#taps.second[y];
    if (first === this.#lowerRow || second === this.#upperRow) this.#swap();
    if (first !== this.#upperRow) this.#stretch(first, this.#upper);
    if (second !== this.#lowerRow) this.#stretch(second, this.#lower);
    this.#upperRow = first;
    this.#lowerRow = second;
  }

  #swap(): void {
    [this.#upper, this.#lower] = [this.#lower, this.#upper];
    [this.#upperRow, this.#lowerRow] = [this.#lowerRow, this.#upperRow];
  }
}

/** Writes one source row at the new width. */
function rowStretcher(source: Uint8Array, width: number, channels: number, newWidth: number) {
  const rowSize = width * channels;
  if (width === newWidth || width === 1) {
    return (y: number, row: Row): void => {
      for (let i = 0; i < row.length; i++) {
        row[i] = source[y * rowSize + (width === 1 ? i % channels : i)] << 7;
      }
    };
  }
  const taps = columnTaps(width, newWidth, channels);
  const stretch = channels === 3 ? stretchColour : stretchAny;
  return (y: number, row: Row): void => stretch(source, y * rowSize, channels, taps, row);
}

/**
 * Beyond the border the last pixel stands alone. The pair of neighbours is shifted inwards there, so that the second is
 * always the next one.
 */
function columnTaps(size: number, newSize: number, stride: number): Taps {
  const scale = 1 / (newSize / size);
  const taps = {
    first: new Int32Array(newSize),
    firstWeight: new Int32Array(newSize),
    secondWeight: new Int32Array(newSize),
  };
  for (let i = 0; i < newSize; i++) {
    const { index, fraction } = placeOf(i, scale);
    const isBefore = index < 0;
    const isBeyond = index >= size - 1;
    taps.first[i] = (isBefore ? 0 : isBeyond ? size - 2 : index) * stride;
    taps.firstWeight[i] = isBefore ? WEIGHT_ONE : isBeyond ? 0 : weightOf(Math.fround(1 - fraction));
    taps.secondWeight[i] = isBefore ? 0 : isBeyond ? WEIGHT_ONE : weightOf(fraction);
  }
  return taps;
}

/** Rows keep their weights at the border and repeat the last row instead. */
function rowTaps(size: number, newSize: number): Taps & { readonly second: Int32Array } {
  const scale = 1 / (newSize / size);
  const taps = {
    first: new Int32Array(newSize),
    second: new Int32Array(newSize),
    firstWeight: new Int32Array(newSize),
    secondWeight: new Int32Array(newSize),
  };
  for (let i = 0; i < newSize; i++) {
    const { index, fraction } = placeOf(i, scale);
    taps.first[i] = Math.min(Math.max(index, 0), size - 1);
    taps.second[i] = Math.min(Math.max(index + 1, 0), size - 1);
    taps.firstWeight[i] = weightOf(Math.fround(1 - fraction));
    taps.secondWeight[i] = weightOf(fraction);
  }
  return taps;
}

function placeOf(i: number, scale: number): { index: number; fraction: number } {
  const position = Math.fround((i + 0.5) * scale - 0.5);
  const index = Math.floor(position);
  return { index, fraction: Math.fround(position - index) };
}

function weightOf(fraction: number): number {
  return roundHalfEven(fraction * WEIGHT_ONE);
}

function stretchColour(source: Uint8Array, offset: number, _channels: number, taps: Taps, row: Row): void {
  const { first, firstWeight, secondWeight } = taps;
  for (let i = 0, at = 0; i < first.length; i++, at += 3) {
    const a = offset + first[i];
    const wa = firstWeight[i];
    const wb = secondWeight[i];
    row[at] = (Math.imul(source[a], wa) + Math.imul(source[a + 3], wb)) >> 4;
    row[at + 1] = (Math.imul(source[a + 1], wa) + Math.imul(source[a + 4], wb)) >> 4;
    row[at + 2] = (Math.imul(source[a + 2], wa) + Math.imul(source[a + 5], wb)) >> 4;
  }
}

function stretchAny(source: Uint8Array, offset: number, channels: number, taps: Taps, row: Row): void {
  const { first, firstWeight, secondWeight } = taps;
  for (let i = 0, at = 0; i < first.length; i++) {
    const from = offset + first[i];
    for (let a = from; a < from + channels; a++, at++) {
      row[at] = (source[a] * firstWeight[i] + source[a + channels] * secondWeight[i]) >> 4;
    }
  }
}

function blendRows(
  upper: Row,
  lower: Row,
  upperWeight: number,
  lowerWeight: number,
  target: Uint8Array,
  offset: number,
): void {
  for (let i = 0, at = offset; i < upper.length; i++, at++) {
    target[at] = blend(upper[i], lower[i], upperWeight, lowerWeight);
  }
}

/** Three channels by way of tables. */
function blendMapped(
  upper: Row,
  lower: Row,
  upperWeight: number,
  lowerWeight: number,
  target: Float32Array,
  offset: number,
  { tables: [first, second, third], swapsChannels, isMirrored }: LevelMapping,
): void {
  const step = isMirrored ? -3 : 3;
  const firstAt = swapsChannels ? 2 : 0;
  const thirdAt = 2 - firstAt;
  const count = upper.length;
  let at = isMirrored ? offset + count - 3 : offset;
  for (let i = 0; i < count; i += 3, at += step) {
    target[at + firstAt] = first[blend(upper[i], lower[i], upperWeight, lowerWeight)];
    target[at + 1] = second[blend(upper[i + 1], lower[i + 1], upperWeight, lowerWeight)];
    target[at + thirdAt] = third[blend(upper[i + 2], lower[i + 2], upperWeight, lowerWeight)];
  }
}

function blend(upper: number, lower: number, upperWeight: number, lowerWeight: number): number {
  return ((Math.imul(upper, upperWeight) >> 16) + (Math.imul(lower, lowerWeight) >> 16) + 2) >> 2;
}

/** OpenCV averages areas where both sides shrink to exactly one half. */
function halveRow(
  source: Uint8Array,
  y: number,
  newWidth: number,
  channels: number,
  target: Uint8Array | Float32Array,
  offset: number,
): void {
  const stride = newWidth * 2 * channels;
  let at = offset;
  for (let x = 0; x < newWidth; x++) {
    let from = 2 * y * stride + 2 * x * channels;
    for (let c = 0; c < channels; c++, at++, from++) {
      const below = from + stride;
      target[at] =
        (source[from] + source[from + channels] + source[below] + source[below + channels] + 2) >> 2;
    }
  }
}
