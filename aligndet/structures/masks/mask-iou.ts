/**
 * @module Intersection over union as COCO defines it. Against a crowd the union is the detection itself, since a
 * detection may be any part of a crowd.
 */
import { areaOfRuns, boxOfRuns, type Runs } from './runs.js';

/** IoU of the boxes `[x, y, width, height]` that start at `d` and `g`. */
export function boxIou(
  detected: ArrayLike<number>,
  d: number,
  groundTruth: ArrayLike<number>,
  g: number,
  isCrowd: boolean,
): number {
  const [x, y, w, h] = [detected[d], detected[d + 1], detected[d + 2], detected[d + 3]];
  const width = Math.min(w + x, groundTruth[g + 2] + groundTruth[g]) - Math.max(x, groundTruth[g]);
  if (width <= 0) return 0;
  const height = Math.min(h + y, groundTruth[g + 3] + groundTruth[g + 1]) - Math.max(y, groundTruth[g + 1]);
  if (height <= 0) return 0;
  const overlap = width * height;
  const area = w * h;
  return overlap / (isCrowd ? area : area + groundTruth[g + 2] * groundTruth[g + 3] - overlap);
}

/** Precomputed values of one mask. */
export interface MeasuredRuns {
  readonly runs: Runs;
  readonly area: number;
  readonly box: readonly [number, number, number, number];
}

export function measureRuns(runs: Runs): MeasuredRuns {
  return { runs, area: areaOfRuns(runs), box: boxOfRuns(runs) };
}

/** -1 where the sizes of two masks whose boxes touch differ, as in pycocotools. */
export function runsIou(a: MeasuredRuns, b: MeasuredRuns, isCrowd: boolean): number {
  if (boxIou(a.box, 0, b.box, 0, isCrowd) === 0) return 0;
  if (a.runs.height !== b.runs.height || a.runs.width !== b.runs.width) return -1;
  const overlap = overlapOfCounts(a.runs.counts, b.runs.counts);
  return overlap === 0 ? 0 : overlap / (isCrowd ? a.area : a.area + b.area - overlap);
}

/** Pixels that are foreground in both. */
function overlapOfCounts(a: Uint32Array, b: Uint32Array): number {
  if (a.length < 2 || b.length < 2) return 0;
  let overlap = 0;
  let [startA, startB] = [a[0], b[0]];
  let [endA, endB] = [startA + a[1], startB + b[1]];
  for (let i = 1, j = 1; ; ) {
    const shared = Math.min(endA, endB) - Math.max(startA, startB);
    if (shared > 0) overlap += shared;
    if (endA < endB) {
      i += 2;
      if (i >= a.length) return overlap;
      startA = endA + a[i - 1];
      endA = startA + a[i];
    } else {
      j += 2;
      if (j >= b.length) return overlap;
      startB = endB + b[j - 1];
      endB = startB + b[j];
    }
  }
}
