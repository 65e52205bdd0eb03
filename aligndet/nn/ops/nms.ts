/**
 * @module Greedy NMS with the results of mmcv 1.6's CPU operator: all arithmetic in float32, ties of scores by index,
 * suppression only above the threshold.
 */
import { ShapeError } from '../../core/index.js';
import { argsortDescending } from './argsort.js';

export interface NmsOptions {
  /** A box is removed if its IoU with a higher-scored one is above this. */
  readonly iouThreshold: number;
  /** 1 includes both border pixels of integer boxes. */
  readonly offset?: 0 | 1;
  /** If positive, only boxes with a higher score are candidates. */
  readonly scoreThreshold?: number;
  /** Max number of boxes to keep; all if not positive. */
  readonly maxNum?: number;
}

/**
 * @param boxes `[N, 4]` xyxy.
 * @param scores `[N]`.
 * @param groups `[N]`: boxes of different groups are independent. Default: one group.
 * @returns indices of the boxes kept, by descending score.
 */
export function nms(
  boxes: Float32Array,
  scores: Float32Array,
  { iouThreshold, offset = 0, scoreThreshold = 0, maxNum = -1 }: NmsOptions,
  groups?: Int32Array,
): Int32Array {
  assertScored(boxes, scores);
  let order = argsortDescending(scores);
  if (scoreThreshold > 0) order = order.filter((index) => scores[index] > Math.fround(scoreThreshold));
  const sorted = gather(boxes, order, offset);
  const isKept = new Uint8Array(order.length);
  for (const members of membersByGroup(order, groups)) {
    suppress(sorted, members, Math.fround(iouThreshold), offset, isKept);
  }
  const keep = order.filter((_, position) => isKept[position] === 1);
  return maxNum > 0 ? keep.slice(0, maxNum) : keep;
}

export function assertScored(boxes: Float32Array, scores: Float32Array): void {
  if (boxes.length === 4 * scores.length) return;
  throw new ShapeError(
    `${scores.length} scores need ${4 * scores.length} box coordinates, but got ${boxes.length}.`,
  );
}

/** Corners and areas, one array each, highest score first. */
interface SortedBoxes {
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly x2: Float32Array;
  readonly y2: Float32Array;
  readonly area: Float32Array;
}

function gather(boxes: Float32Array, order: Int32Array, offset: number): SortedBoxes {
  const column = () => new Float32Array(order.length);
  const sorted = { x1: column(), y1: column(), x2: column(), y2: column(), area: column() };
  for (let i = 0; i < order.length; i++) {
    const at = 4 * order[i];
    const width = Math.fround(Math.fround(boxes[at + 2] - boxes[at]) + offset);
    const height = Math.fround(Math.fround(boxes[at + 3] - boxes[at + 1]) + offset);
    sorted.x1[i] = boxes[at];
    sorted.y1[i] = boxes[at + 1];
    sorted.x2[i] = boxes[at + 2];
    sorted.y2[i] = boxes[at + 3];
    sorted.area[i] = width * height;
  }
  return sorted;
}

/** Positions in `order`, per group, highest score first. */
function membersByGroup(order: Int32Array, groups: Int32Array | undefined): Iterable<Int32Array> {
  if (groups === undefined) return [Int32Array.from(order.keys())];
  const lists = new Map<number, number[]>();
  for (let position = 0; position < order.length; position++) {
    const group = groups[order[position]];
    const list = lists.get(group);
    if (list === undefined) lists.set(group, [position]);
    else list.push(position);
  }
  return [...lists.values()].map((list) => Int32Array.from(list));
}

/** Marks the boxes kept among `members`, which serves as the list of remaining candidates. */
function suppress(
  { x1, y1, x2, y2, area }: SortedBoxes,
  members: Int32Array,
  threshold: number,
  offset: number,
  isKept: Uint8Array,
): void {
  let remaining = members.length;
  for (let first = 0; first < remaining; first++) {
    const best = members[first];
    isKept[best] = 1;
    const [left, top, right, bottom, own] = [x1[best], y1[best], x2[best], y2[best], area[best]];
    let surviving = first + 1;
    for (let next = first + 1; next < remaining; next++) {
      const other = members[next];
      const maxLeft = Math.max(left, x1[other]);
      const minRight = Math.min(right, x2[other]);
      const maxTop = Math.max(top, y1[other]);
      const minBottom = Math.min(bottom, y2[other]);
      const width = Math.fround(Math.fround(minRight - maxLeft) + offset);
      const height = Math.fround(Math.fround(minBottom - maxTop) + offset);
      if (width > 0 && height > 0) {
        const overlap = Math.fround(width * height);
        const union = Math.fround(Math.fround(own + area[other]) - overlap);
        if (Math.fround(overlap / union) > threshold) continue;
      } else if (threshold < 0) continue;
      members[surviving++] = other;
    }
    remaining = surviving;
  }
}
