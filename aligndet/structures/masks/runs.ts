/**
 * @module Masks as runs: lengths of alternating background and foreground in column-major order, background first.
 *
 * This is the in-memory form of COCO's run-length encoding, identical to that of pycocotools.
 * Bitmaps are row-major `[H, W]` with 0 and 1; boxes are `[x, y, width, height]` as COCO writes them.
 */
import { DataError } from '../../core/portable.js';

export interface Runs {
  readonly height: number;
  readonly width: number;
  /** Even indices are background, odd ones foreground. */
  readonly counts: Uint32Array;
}

/** @param bitmap `[height, width]`, row-major. */
export function runsOfBitmap(bitmap: ArrayLike<number>, height: number, width: number): Runs {
  const changes = changesDownColumns(bitmap, height, width);
  const counts = new Uint32Array(changes.length + 1);
  let before = 0;
  for (let i = 0; i < changes.length; i++) {
    counts[i] = changes[i] - before;
    before = changes[i];
  }
  counts[changes.length] = height * width - before;
  return { height, width, counts };
}

/** Column-major positions whose pixel differs from the one before, ascending. */
function changesDownColumns(bitmap: ArrayLike<number>, height: number, width: number): Uint32Array {
  const found: number[] = [];
  if (height > 0) {
    const last = (height - 1) * width;
    for (let x = 0; x < width; x++) {
      const before = x === 0 ? 0 : bitmap[last + x - 1];
      if (bitmap[x] !== before) found.push(x * height);
    }
  }
  // Iterates over rows, which are contiguous in memory; the few changes are sorted afterwards.
  for (let y = 1, at = width; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (bitmap[at] !== bitmap[at - width]) found.push(x * height + y);
    }
  }
  return Uint32Array.from(found).sort();
}

/**
 * @returns `[height, width]` with 0 and 1, row-major.
 * @throws {DataError} when the runs are longer than the mask.
 */
export function bitmapOfRuns({ height, width, counts }: Runs): Uint8Array {
  const bitmap = new Uint8Array(height * width);
  let position = 0;
  for (let i = 0; i < counts.length; i++) {
    const end = position + counts[i];
    if (end > bitmap.length) {
      throw new DataError(
        `The runs of a mask cover more than its ${height} x ${width} = ${bitmap.length} pixels.`,
      );
    }
    if (i % 2 === 1) fillColumns(bitmap, height, width, position, end);
    position = end;
  }
  return bitmap;
}

function fillColumns(bitmap: Uint8Array, height: number, width: number, start: number, end: number): void {
  let x = Math.floor(start / height);
  let y = start - x * height;
  for (let position = start; position < end; position++) {
    bitmap[y * width + x] = 1;
    if (++y === height) {
      y = 0;
      x++;
    }
  }
}

/** Number of foreground pixels. */
export function areaOfRuns({ counts }: Runs): number {
  let area = 0;
  for (let i = 1; i < counts.length; i += 2) area += counts[i];
  return area;
}

/** Enclosing box of the foreground, `[x, y, width, height]`; all zeros when there is none. */
export function boxOfRuns({ height, width, counts }: Runs): [number, number, number, number] {
  let [left, top, right, bottom] = [width, height, -1, -1];
  let position = counts.length > 0 ? counts[0] : 0;
  for (let i = 1; i < counts.length; i += 2) {
    const count = counts[i];
    if (count > 0) {
      const first = Math.floor(position / height);
      const last = Math.floor((position + count - 1) / height);
      if (first < left) left = first;
      if (last > right) right = last;
      const isOneColumn = first === last;
      const upper = isOneColumn ? position - first * height : 0;
      const lower = isOneColumn ? position + count - 1 - last * height : height - 1;
      if (upper < top) top = upper;
      if (lower > bottom) bottom = lower;
    }
    position += count + (i + 1 < counts.length ? counts[i + 1] : 0);
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}
