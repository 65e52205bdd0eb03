/**
 * @module Instance masks as bitmaps, plain data that can be transferred between threads, and their transforms.
 *
 * Dims: M masks, H, W. Every function returns new data. Semantics are those of mmdetection's `BitmapMasks`.
 */
import { ShapeError } from '../../core/portable.js';

export interface BitmapMasks {
  readonly kind: 'bitmap';
  /** `[count, height, width]` with 0 and 1. */
  readonly data: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** Maps one `[height, width]` plane to another; the result may be a view of the argument. */
export type PlaneKernel = (plane: Uint8Array, height: number, width: number) => Uint8Array;

export type FlipDirection = 'horizontal' | 'vertical' | 'diagonal';

/**
 * @param data `[M, height, width]`; zeros when absent.
 * @throws {ShapeError} when the length of `data` is not a multiple of a plane.
 */
export function bitmapMasks(data: Uint8Array, height: number, width: number): BitmapMasks {
  const size = height * width;
  const count = size === 0 ? 0 : data.length / size;
  if (!Number.isInteger(count)) {
    throw new ShapeError(
      `Masks must be [M, ${height}, ${width}], but ${data.length} values are not a multiple of ${height} x ${width}.`,
    );
  }
  return { kind: 'bitmap', data, count, height, width };
}

/** @param planes each `[height, width]`. */
export function stackBitmaps(planes: readonly Uint8Array[], height: number, width: number): BitmapMasks {
  const data = new Uint8Array(planes.length * height * width);
  for (const [i, plane] of planes.entries()) data.set(plane, i * height * width);
  return { kind: 'bitmap', data, count: planes.length, height, width };
}

/** Mask `index`, `[height, width]`: a view, not a copy. */
export function planeOf({ data, height, width }: BitmapMasks, index: number): Uint8Array {
  return data.subarray(index * height * width, (index + 1) * height * width);
}

/** The masks at `indices`, in that order. */
export function selectBitmaps(masks: BitmapMasks, indices: ArrayLike<number>): BitmapMasks {
  const planes = Array.from(indices, (index) => planeOf(masks, index));
  return stackBitmaps(planes, masks.height, masks.width);
}

/** Applies `kernel`, which must return `[height, width]`, to each plane. */
export function mapBitmaps(
  masks: BitmapMasks,
  height: number,
  width: number,
  kernel: PlaneKernel,
): BitmapMasks {
  const planes = Array.from({ length: masks.count }, (_, i) =>
    kernel(planeOf(masks, i), masks.height, masks.width),
  );
  return stackBitmaps(planes, height, width);
}

/** Pads with `value` at the right and bottom. */
export function padBitmaps(masks: BitmapMasks, height: number, width: number, value: number): BitmapMasks {
  return mapBitmaps(masks, height, width, (plane) => {
    const padded = new Uint8Array(height * width).fill(value);
    for (let y = 0; y < masks.height; y++) {
      padded.set(plane.subarray(y * masks.width, (y + 1) * masks.width), y * width);
    }
    return padded;
  });
}

/** Foreground pixels of each mask, `[M]`. */
export function bitmapAreas(masks: BitmapMasks): Float64Array {
  const size = masks.height * masks.width;
  const areas = new Float64Array(masks.count);
  for (let i = 0; i < masks.count; i++) {
    let area = 0;
    for (let at = i * size; at < (i + 1) * size; at++) area += masks.data[at];
    areas[i] = area;
  }
  return areas;
}

/** Enclosing box of each mask, `[M, 4]` xyxy, right and bottom ends excluded; zeros where a mask is empty. */
export function bitmapBoxes(masks: BitmapMasks): Float32Array {
  const { data, count, height, width } = masks;
  const boxes = new Float32Array(4 * count);
  for (let i = 0, at = 0; i < count; i++) {
    let [left, top, right, bottom] = [width, -1, -1, -1];
    for (let y = 0; y < height; y++, at += width) {
      const end = at + width;
      let first = at;
      while (first < end && data[first] === 0) first++;
      if (first === end) continue;
      let last = end - 1;
      while (data[last] === 0) last--;
      if (top < 0) top = y;
      bottom = y;
      if (first - at < left) left = first - at;
      if (last - at > right) right = last - at;
    }
    if (bottom >= 0) boxes.set([left, top, right + 1, bottom + 1], 4 * i);
  }
  return boxes;
}
