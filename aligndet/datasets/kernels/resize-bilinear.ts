/**
 * @module Bilinear resizing of 8-bit images, bit for bit as OpenCV 4.7's `INTER_LINEAR` does it: 11-bit weights,
 * columns first, 16-bit rounding between. Dims: H, W, C.
 */
import { roundHalfEven } from '../../core/index.js';
import type { LevelMapping, RowSource } from '../deferred-pixels.js';
import { type ResizeWorkspace, resizeWorkspace } from './wasm/resize-workspace.js';

/** Denominator of the fixed-point weights. */
const WEIGHT_ONE = 2048;

/** For each output index, the first of two neighbours (times `stride`) and the weights of both. */
interface Taps {
  readonly first: Int32Array;
  readonly firstWeight: Int32Array;
  readonly secondWeight: Int32Array;
}

/** Memory layout of interpolated rows. */
type Order = Pick<LevelMapping, 'swapsChannels' | 'isMirrored'>;

const AS_IT_IS: Order = { swapsChannels: false, isMirrored: false };

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

/** The image whose rows are in this thread's workspace. */
let owner: BilinearRows | undefined;

/** Keeps the two source rows around an output row: the next output row usually needs the same ones. */
class BilinearRows implements RowSource {
  readonly isBytes = true;
  readonly #source: Uint8Array;
  readonly #rowSize: number;
  readonly #columns: Taps;
  readonly #rows: Taps & { readonly second: Int32Array };
  #workspace: ResizeWorkspace | undefined;
  #order = AS_IT_IS;
  #tables: LevelMapping['tables'] | undefined;
  /** Addresses and indices of the two interpolated rows. */
  #upper = 0;
  #lower = 0;
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
    this.#source = source;
    this.#rowSize = sourceWidth * channels;
    this.#columns = columnTaps(sourceWidth, width, channels);
    this.#rows = rowTaps(sourceHeight, height);
  }

  writeRow(y: number, target: Uint8Array | Float32Array, offset: number): void {
    const { loops, bytes } = this.#prepare(y, AS_IT_IS);
    const { firstWeight, secondWeight } = this.#rows;
    const to = bytes.byteOffset;
    loops.blendBytes(this.#upper, this.#lower, firstWeight[y], secondWeight[y], bytes.length, to);
    target.set(bytes, offset);
  }

  writeMappedRow(y: number, target: Float32Array, offset: number, mapping: LevelMapping): void {
    const workspace = this.#prepare(y, mapping);
    this.#adopt(workspace, mapping);
    const { loops, tables, floats } = workspace;
    const { firstWeight, secondWeight } = this.#rows;
    const [above, below] = [firstWeight[y], secondWeight[y]];
    const [from, to] = [tables.byteOffset, floats.byteOffset];
    loops.blendMapped(this.#upper, this.#lower, above, below, floats.length, from, to);
    target.set(floats, offset);
  }

  /** Interpolates the source rows that are not cached. */
  #prepare(y: number, order: Order): ResizeWorkspace {
    const workspace = this.#claim(order);
    const first = this.#rows.first[y];
    const second = this.#rows.second[y];
    if (first === this.#lowerRow || second === this.#upperRow) this.#swap();
    if (first !== this.#upperRow) this.#stretch(workspace, first, this.#upper);
    if (second !== this.#lowerRow) this.#stretch(workspace, second, this.#lower);
    this.#upperRow = first;
    this.#lowerRow = second;
    return workspace;
  }

  /** Claims the workspace from another image, or restarts in another row order. */
  #claim(order: Order): ResizeWorkspace {
    const own = owner === this ? this.#workspace : undefined;
    const { swapsChannels, isMirrored } = this.#order;
    if (own && order.swapsChannels === swapsChannels && order.isMirrored === isMirrored) return own;
    const workspace = own ?? resizeWorkspace(this.#rowSize, this.width, this.channels);
    writeTaps(this.#columns, order.isMirrored, workspace);
    owner = this;
    this.#workspace = workspace;
    this.#order = order;
    this.#tables = undefined;
    [this.#upper, this.#lower] = workspace.rows;
    this.#upperRow = this.#lowerRow = -1;
    return workspace;
  }

  #adopt({ tables: target }: ResizeWorkspace, { tables, swapsChannels }: LevelMapping): void {
    if (tables === this.#tables) return;
    const [first, second, third] = tables;
    const inOrder = swapsChannels ? [third, second, first] : tables;
    for (const [i, table] of inOrder.entries()) target.set(table, i * table.length);
    this.#tables = tables;
  }

  #stretch({ loops, source, first, weights }: ResizeWorkspace, y: number, row: number): void {
    source.set(this.#source.subarray(y * this.#rowSize, (y + 1) * this.#rowSize));
    const inputs = [source.byteOffset, first.byteOffset, weights.byteOffset, this.width] as const;
    if (this.channels === 3) loops.stretchColour(...inputs, this.#order.swapsChannels, row);
    else loops.stretch(...inputs, this.channels, row);
  }

  #swap(): void {
    [this.#upper, this.#lower] = [this.#lower, this.#upper];
    [this.#upperRow, this.#lowerRow] = [this.#lowerRow, this.#upperRow];
  }
}

function writeTaps(taps: Taps, isMirrored: boolean, { first, weights }: ResizeWorkspace): void {
  const last = first.length - 1;
  for (let i = 0; i <= last; i++) {
    const from = isMirrored ? last - i : i;
    first[i] = taps.first[from];
    weights[2 * i] = taps.firstWeight[from];
    weights[2 * i + 1] = taps.secondWeight[from];
  }
}

/**
 * Beyond the border only the last pixel is used. The pair of neighbors is shifted inwards there, so that the second
 * is
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
    const { index, fraction } = sourceOf(i, scale);
    const isBefore = index < 0 || size === 1;
    const isBeyond = index >= size - 1;
    taps.first[i] = (isBefore ? 0 : isBeyond ? size - 2 : index) * stride;
    taps.firstWeight[i] = isBefore ? WEIGHT_ONE : isBeyond ? 0 : weightOf(Math.fround(1 - fraction));
    taps.secondWeight[i] = isBefore ? 0 : isBeyond ? WEIGHT_ONE : weightOf(fraction);
  }
  return taps;
}

/** At the border, rows keep their weights and repeat the last row instead. */
function rowTaps(size: number, newSize: number): Taps & { readonly second: Int32Array } {
  const scale = 1 / (newSize / size);
  const taps = {
    first: new Int32Array(newSize),
    second: new Int32Array(newSize),
    firstWeight: new Int32Array(newSize),
    secondWeight: new Int32Array(newSize),
  };
  for (let i = 0; i < newSize; i++) {
    const { index, fraction } = sourceOf(i, scale);
    taps.first[i] = Math.min(Math.max(index, 0), size - 1);
    taps.second[i] = Math.min(Math.max(index + 1, 0), size - 1);
    taps.firstWeight[i] = weightOf(Math.fround(1 - fraction));
    taps.secondWeight[i] = weightOf(fraction);
  }
  return taps;
}

function sourceOf(i: number, scale: number): { index: number; fraction: number } {
  const position = Math.fround((i + 0.5) * scale - 0.5);
  const index = Math.floor(position);
  return { index, fraction: Math.fround(position - index) };
}

function weightOf(fraction: number): number {
  return roundHalfEven(fraction * WEIGHT_ONE);
}

/** OpenCV averages areas where height and width shrink to exactly one half. */
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
