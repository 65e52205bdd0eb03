/**
 * @module Tiling of maps for Winograd's convolution: the pixel index of each value of a tile.
 *
 * Maps whose height or width is not a multiple of the tile's share a canvas, separated by a line of zeros, so that
 * tiles may span two of
 * them: 14 x 14 RoIs need a tenth fewer tiles than separately.
 */
import { INPUTS, OUTPUTS } from './matrices.js';

/** The P tiles of `[B, H, W]`; a pixel's index is its row in `[B * H * W, C]`. */
export interface Tiling {
  readonly numTiles: number;
  /** For each of the 36 inputs of each tile, the pixel's index; `B * H * W` for zero: `[36, P]`. */
  readonly inputs: Int32Array;
  /** For each of the 16 outputs of each tile, the pixel's index or that of zero: `[16, P]`. */
  readonly outputs: Int32Array;
}

/** Positions along one axis of the canvas: the row (or column) and map at `offset` in `tile`, or none. */
interface Axis {
  readonly numTiles: number;
  /** `map * size + position`, or -1 for zero. */
  at(tile: number, offset: number): number;
}

/** Each map has its own tiles. */
function apart(size: number, count: number): Axis {
  const perMap = Math.ceil(size / OUTPUTS);
  return {
    numTiles: perMap * count,
    at: (tile, offset) => {
      const pixel = (tile % perMap) * OUTPUTS + offset;
      return pixel >= 0 && pixel < size ? Math.floor(tile / perMap) * size + pixel : -1;
    },
  };
}

/** Maps side by side, with a line of zeros between neighbors. */
function together(size: number, count: number): Axis {
  const period = size + 1;
  return {
    numTiles: Math.ceil((count * period - 1) / OUTPUTS),
    at: (tile, offset) => {
      const position = tile * OUTPUTS + offset;
      const map = Math.floor(position / period);
      const pixel = position - map * period;
      return position >= 0 && pixel < size && map < count ? map * size + pixel : -1;
    },
  };
}

function shorter(size: number, count: number): Axis {
  const [own, shared] = [apart(size, count), together(size, count)];
  return shared.numTiles < own.numTiles ? shared : own;
}

/** The canvas with the fewest tiles: maps in rows of `perRow`. */
function canvas(batch: number, height: number, width: number) {
  let best: { rows: Axis; columns: Axis; perRow: number } | undefined;
  for (let perRow = 1; perRow <= batch; perRow++) {
    const rows = shorter(height, Math.ceil(batch / perRow));
    const columns = shorter(width, perRow);
    const isBetter =
      best === undefined || rows.numTiles * columns.numTiles < best.rows.numTiles * best.columns.numTiles;
    if (isBetter) best = { rows, columns, perRow };
  }
  return best!;
}

function cut(batch: number, height: number, width: number): Tiling {
  const { rows, columns, perRow } = canvas(batch, height, width);
  const numTiles = rows.numTiles * columns.numTiles;
  const zero = batch * height * width;
  /** The pixels of all tiles at one offset. */
  const fill = (into: Int32Array, dy: number, dx: number) => {
    let at = 0;
    for (let i = 0; i < rows.numTiles; i++) {
      const y = rows.at(i, dy);
      for (let j = 0; j < columns.numTiles; j++) {
        const x = columns.at(j, dx);
        const map = Math.floor(y / height) * perRow + Math.floor(x / width);
        const isPixel = y >= 0 && x >= 0 && map < batch;
        into[at++] = isPixel ? (map * height + (y % height)) * width + (x % width) : zero;
      }
    }
  };
  const square = (dim: number, start: number) => {
    const all = new Int32Array(dim * dim * numTiles);
    for (let k = 0; k < dim * dim; k++) {
      const part = all.subarray(k * numTiles, (k + 1) * numTiles);
      fill(part, start + Math.floor(k / dim), start + (k % dim));
    }
    return all;
  };
  return { numTiles, inputs: square(INPUTS, -1), outputs: square(OUTPUTS, 0) };
}

/** Recently used tilings: an iteration repeats a few shapes many times. */
const known = new Map<string, Tiling>();
const MAX_KNOWN = 32;

/** The tiling of `[B, H, W]` for a 3 x 3 filter with a padding of one pixel. */
export function tilingOf(batch: number, height: number, width: number): Tiling {
  const key = `${batch},${height},${width}`;
  const tiling = known.get(key) ?? cut(batch, height, width);
  known.delete(key);
  known.set(key, tiling);
  if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
  return tiling;
}
