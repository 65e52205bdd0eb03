/**
 * @module Images that are computed row by row on access. A sequence of resize, flip, crop, normalization and padding
 * then passes over the pixels once, from the decoded image into the batch, with one row in the cache at a time.
 */
import type { Axes, PixelData, Pixels } from './pixels.js';

/** Computes an image one row at a time. */
export interface RowSource {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Whether rows are 8-bit; otherwise they are float32. */
  readonly isBytes: boolean;
  /** Writes row `y`, `[width, channels]`, into `target` from `offset` on. */
  writeRow(y: number, target: Uint8Array | Float32Array, offset: number): void;
  /** Like `write`, for bytes mapped through tables, which saves a pass over the row. */
  writeMappedRow?(y: number, target: Float32Array, offset: number, mapping: LevelMapping): void;
}

/** Maps the levels of a row of three channels. */
export interface LevelMapping {
  /** A value for each of 256 levels, by channel of the source. */
  readonly tables: readonly [Float32Array, Float32Array, Float32Array];
  /** Whether the first and third channel are swapped. */
  readonly swapsChannels: boolean;
  /** Whether the row is written from its end. */
  readonly isMirrored: boolean;
}

/** Pixels whose array is computed on the first access to `data`. */
export class DeferredPixels implements Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  #data: Uint8Array | Float32Array | undefined;

  readonly #source: RowSource;

  constructor(
    source: RowSource,
    readonly axes: Axes,
  ) {
    this.#source = source;
    this.height = source.height;
    this.width = source.width;
    this.channels = source.channels;
  }

  get data(): PixelData {
    if (this.#data === undefined) {
      const size = this.height * this.width * this.channels;
      this.#data = this.#source.isBytes ? new Uint8Array(size) : new Float32Array(size);
      writeAll(this.#source, this.#data, 0, this.width * this.channels);
    }
    return this.#data;
  }

  /** The row source, or the array once computed. */
  get rows(): RowSource {
    return this.#data === undefined ? this.#source : arrayRows({ ...this, data: this.#data });
  }
}

/** The rows of any pixels, computed or deferred; `undefined` for integers of more than 8 bits. */
export function rowsOf(pixels: Pixels): RowSource | undefined {
  if (pixels instanceof DeferredPixels) return pixels.rows;
  return pixels.data instanceof Int32Array ? undefined : arrayRows(pixels);
}

/** The same pixels with another axis order label. */
export function withAxes(pixels: Pixels, axes: Axes): Pixels {
  return pixels instanceof DeferredPixels ? new DeferredPixels(pixels.rows, axes) : { ...pixels, axes };
}

/** Writes an image into a larger one whose rows are `rowSize` values apart. */
export function writePixels(
  pixels: Pixels,
  target: Float32Array | Int32Array | Uint8Array,
  offset: number,
  rowSize: number,
): void {
  const rows = rowsOf(pixels);
  const isMatching = target instanceof (rows?.isBytes ? Uint8Array : Float32Array);
  if (rows !== undefined && isMatching) writeAll(rows, target as Uint8Array | Float32Array, offset, rowSize);
  else {
    const size = pixels.width * pixels.channels;
    for (let y = 0; y < pixels.height; y++) {
      target.set(pixels.data.subarray(y * size, (y + 1) * size), offset + y * rowSize);
    }
  }
}

function writeAll(rows: RowSource, target: Uint8Array | Float32Array, offset: number, rowSize: number): void {
  for (let y = 0; y < rows.height; y++) rows.writeRow(y, target, offset + y * rowSize);
}

function arrayRows({ data, height, width, channels }: Pixels): RowSource {
  const size = width * channels;
  return {
    height,
    width,
    channels,
    isBytes: data instanceof Uint8Array,
    writeRow: (y, target, offset) => target.set(data.subarray(y * size, (y + 1) * size), offset),
    ...(data instanceof Uint8Array && {
      writeMappedRow: (y, target, offset, mapping) =>
        mapLevels(data, y * size, width, target, offset, mapping),
    }),
  };
}

/** Writes `width` pixels of three channels, which start at `from`, through the tables of `mapping`. */
export function mapLevels(
  source: Uint8Array,
  from: number,
  width: number,
  target: Float32Array,
  offset: number,
  { tables: [first, second, third], swapsChannels, isMirrored }: LevelMapping,
): void {
  const step = isMirrored ? -3 : 3;
  const firstAt = swapsChannels ? 2 : 0;
  const thirdAt = 2 - firstAt;
  let at = isMirrored ? offset + (width - 1) * 3 : offset;
  for (let i = from, end = from + 3 * width; i < end; i += 3, at += step) {
    target[at + firstAt] = first[source[i]];
    target[at + 1] = second[source[i + 1]];
    target[at + thirdAt] = third[source[i + 2]];
  }
}
