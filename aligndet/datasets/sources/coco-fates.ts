/** @module How one annotation is treated in training, by the rules of mmdetection's `CocoDataset`, in order. */
import { type CocoIndex, FLAG_CROWD, FLAG_IGNORE } from '../annotations/coco-index.js';

/** `crowd` boxes are ignored by losses; all others after it are left out. */
export type Fate = 'kept' | 'crowd' | 'ignored' | 'outside' | 'tiny' | 'other';

/** Boxes are kept if they intersect the image; they are not clipped here. */
export function fateOf(
  index: CocoIndex,
  image: number,
  n: number,
  labels: ReadonlyMap<number, number>,
): Fate {
  if (index.flags[n] & FLAG_IGNORE) return 'ignored';
  const [x, y, width, height] = index.boxes.subarray(4 * n, 4 * n + 4);
  const overlapX = Math.max(0, Math.min(x + width, index.widths[image]) - Math.max(x, 0));
  const overlapY = Math.max(0, Math.min(y + height, index.heights[image]) - Math.max(y, 0));
  if (overlapX * overlapY === 0) return 'outside';
  if (index.areas[n] <= 0 || width < 1 || height < 1) return 'tiny';
  if (!labels.has(index.categoryIds[n])) return 'other';
  return index.flags[n] & FLAG_CROWD ? 'crowd' : 'kept';
}
