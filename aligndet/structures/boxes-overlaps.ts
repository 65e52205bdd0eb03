/**
 * @module Overlaps of boxes, in the float32 arithmetic of mmdetection's `bbox_overlaps`, so that decisions at a
 * threshold agree. Dims: N and M boxes, xyxy.
 */
import { countBoxes } from './boxes-arrays.js';

/**
 * `iou`: over the union; `iof`: over the first box; `giou`: IoU minus the fraction of the enclosing box covered by
 * neither, arXiv 1902.09630.
 */
export type OverlapMode = 'iou' | 'iof' | 'giou';

/** Minimum of a denominator, in square pixels. */
export const MIN_AREA = Math.fround(1e-6);

const { fround, max, min } = Math;

/** Overlap of every pair, `[N, M]` row-major. */
export function overlaps(a: Float32Array, b: Float32Array, mode: OverlapMode = 'iou'): Float32Array {
  const [rows, columns] = [countBoxes(a, 'a'), countBoxes(b, 'b')];
  const all = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      all[row * columns + column] = overlap(a, 4 * row, b, 4 * column, mode);
    }
  }
  return all;
}

/** Overlap of the box at `atA` in `a` with the one at `atB` in `b`. */
export function overlap(
  a: Float32Array,
  atA: number,
  b: Float32Array,
  atB: number,
  mode: OverlapMode,
): number {
  const width = max(0, fround(min(a[atA + 2], b[atB + 2]) - max(a[atA], b[atB])));
  const height = max(0, fround(min(a[atA + 3], b[atB + 3]) - max(a[atA + 1], b[atB + 1])));
  const common = fround(width * height);
  const own = areaAt(a, atA);
  const union = mode === 'iof' ? own : fround(fround(own + areaAt(b, atB)) - common);
  const denominator = max(union, MIN_AREA);
  const ratio = fround(common / denominator);
  if (mode !== 'giou') return ratio;
  const enclosingWidth = max(0, fround(max(a[atA + 2], b[atB + 2]) - min(a[atA], b[atB])));
  const enclosingHeight = max(0, fround(max(a[atA + 3], b[atB + 3]) - min(a[atA + 1], b[atB + 1])));
  const enclosing = max(fround(enclosingWidth * enclosingHeight), MIN_AREA);
  return fround(ratio - fround(fround(enclosing - denominator) / enclosing));
}

/** Area of the box at `at`. */
export function areaAt(boxes: Float32Array, at: number): number {
  return fround(fround(boxes[at + 2] - boxes[at]) * fround(boxes[at + 3] - boxes[at + 1]));
}
