/**
 * @module Bitmap masks that are rasterized on access. Nearest-neighbor resizing, flipping, cropping and
 * padding map each row and column to its source, so a pipeline becomes one lookup per pixel, and
 * only within the boxes of the objects. Dims: M masks.
 */
import {
  type BitmapMasks,
  bitmapBoxes,
  type FlipDirection,
  planeOf,
  selectBitmaps,
} from '../structures/index.js';

/** For each index of the result the index of the source, ascending or descending; -1 for background. */
type Positions = Int32Array;

export class DeferredBitmaps implements BitmapMasks {
  readonly kind = 'bitmap';
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly #source: BitmapMasks;
  readonly #rows: Positions;
  readonly #columns: Positions;
  #data: Uint8Array | undefined;

  private constructor(source: BitmapMasks, rows: Positions, columns: Positions) {
    this.#source = source;
    this.#rows = rows;
    this.#columns = columns;
    this.count = source.count;
    this.height = rows.length;
    this.width = columns.length;
  }

  static of(masks: BitmapMasks): DeferredBitmaps {
    if (masks instanceof DeferredBitmaps) return masks;
    return new DeferredBitmaps(masks, inOrder(masks.height), inOrder(masks.width));
  }

  get data(): Uint8Array {
    this.#data ??= draw(this.#source, this.#rows, this.#columns);
    return this.#data;
  }

  select(indices: readonly number[]): DeferredBitmaps {
    return new DeferredBitmaps(selectBitmaps(this.#source, indices), this.#rows, this.#columns);
  }

  /** Nearest-neighbor, as OpenCV's `INTER_NEAREST`. */
  resize(height: number, width: number): DeferredBitmaps {
    return this.#moved(nearest(this.height, height), nearest(this.width, width));
  }

  flip(direction: FlipDirection): DeferredBitmaps {
    return this.#moved(
      direction === 'horizontal' ? inOrder(this.height) : inOrder(this.height).reverse(),
      direction === 'vertical' ? inOrder(this.width) : inOrder(this.width).reverse(),
    );
  }

  /** Pads with background at the right and bottom. */
  pad(height: number, width: number): DeferredBitmaps {
    return this.#moved(window(0, height, this.height), window(0, width, this.width));
  }

  /** Crops to `box` (xyxy, integers), which is clipped to the image and at least one pixel wide and high. */
  crop(box: ArrayLike<number>): DeferredBitmaps {
    const [x1, x2] = [box[0], box[2]].map((x) => Math.min(Math.max(x, 0), this.width));
    const [y1, y2] = [box[1], box[3]].map((y) => Math.min(Math.max(y, 0), this.height));
    return this.#moved(
      window(y1, Math.max(y2 - y1, 1), this.height),
      window(x1, Math.max(x2 - x1, 1), this.width),
    );
  }

  #moved(rows: Positions, columns: Positions): DeferredBitmaps {
    return new DeferredBitmaps(this.#source, through(rows, this.#rows), through(columns, this.#columns));
  }
}

function inOrder(size: number): Positions {
  return Int32Array.from({ length: size }, (_, i) => i);
}

function nearest(size: number, newSize: number): Positions {
  const scale = 1 / (newSize / size);
  return Int32Array.from({ length: newSize }, (_, i) => Math.min(Math.floor(i * scale), size - 1));
}

/** `length` indices from `start` on; those beyond `size` are background. */
function window(start: number, length: number, size: number): Positions {
  return Int32Array.from({ length }, (_, i) => (start + i < size ? start + i : -1));
}

function through(outer: Positions, inner: Positions): Positions {
  return outer.map((position) => (position < 0 ? -1 : inner[position]));
}

/** `[M, rows, columns]`. */
function draw(source: BitmapMasks, rows: Positions, columns: Positions): Uint8Array {
  const size = rows.length * columns.length;
  const data = new Uint8Array(source.count * size);
  const boxes = bitmapBoxes(source);
  for (let i = 0; i < source.count; i++) {
    const [x1, y1, x2, y2] = boxes.subarray(4 * i, 4 * i + 4);
    const [firstX, lastX] = within(columns, x1, x2);
    const [firstY, lastY] = within(rows, y1, y2);
    const plane = planeOf(source, i);
    const target = data.subarray(i * size, (i + 1) * size);
    for (let y = firstY; y <= lastY; y++) {
      const at = y * columns.length;
      if (y > firstY && rows[y] === rows[y - 1]) {
        target.copyWithin(at + firstX, at - columns.length + firstX, at - columns.length + lastX + 1);
      } else {
        const row = rows[y] * source.width;
        for (let x = firstX; x <= lastX; x++) target[at + x] = plane[row + columns[x]];
      }
    }
  }
  return data;
}

/** Range of indices whose source lies in `low..high`, end excluded; empty when there is none. */
function within(positions: Positions, low: number, high: number): [first: number, last: number] {
  const isIn = (position: number): boolean => position >= low && position < high;
  const first = positions.findIndex(isIn);
  return first < 0 ? [0, -1] : [first, positions.findLastIndex(isIn)];
}
