/**
 * @module Box geometry of tensors, with PyTorch's gradients; plain arrays have theirs in `boxes-arrays.ts`,
 * `boxes-overlaps.ts` and `boxes-centers.ts`. Dims: N boxes, or N pairs of boxes. Boxes are `[N, 4]`, xyxy.
 */
import {
  clampMin,
  concat,
  larger,
  maximum,
  smaller,
  split,
  type Tensor,
  type Tensor2D,
} from '../engine/index.js';
import { MIN_AREA } from './boxes-overlaps.js';

/** Boxes as four columns, `[N, 1]` each. */
export interface BoxColumns {
  readonly x1: Tensor2D;
  readonly y1: Tensor2D;
  readonly x2: Tensor2D;
  readonly y2: Tensor2D;
}

/** @param boxes `[N, 4]`, xyxy. */
export function columnsOf(boxes: Tensor): BoxColumns {
  const [x1, y1, x2, y2] = split(boxes as Tensor2D, 4, 1) as Tensor2D[];
  return { x1, y1, x2, y2 };
}

/** `[N, 1]`. */
export const widthOf = ({ x1, x2 }: BoxColumns) => x2.sub<Tensor2D>(x1);
/** `[N, 1]`. */
export const heightOf = ({ y1, y2 }: BoxColumns) => y2.sub<Tensor2D>(y1);
/** `[N, 1]`. */
export const areaOf = (box: BoxColumns) => widthOf(box).mul<Tensor2D>(heightOf(box));

/** Area that both boxes of each pair cover, `[N, 1]`. */
export function intersection(a: BoxColumns, b: BoxColumns): Tensor2D {
  const width = clampMin(smaller(a.x2, b.x2).sub<Tensor2D>(larger(a.x1, b.x1)), 0);
  const height = clampMin(smaller(a.y2, b.y2).sub<Tensor2D>(larger(a.y1, b.y1)), 0);
  return width.mul<Tensor2D>(height);
}

/** Width and height of the smallest box around each pair, `[N, 1]` each, at least 0. */
export function enclosingSize(a: BoxColumns, b: BoxColumns): { width: Tensor2D; height: Tensor2D } {
  return {
    width: clampMin(larger(a.x2, b.x2).sub<Tensor2D>(smaller(a.x1, b.x1)), 0),
    height: clampMin(larger(a.y2, b.y2).sub<Tensor2D>(smaller(a.y1, b.y1)), 0),
  };
}

/** Intersection over union of each pair, `[N, 1]`; the union is at least `epsilon` square pixels. */
export function iou(a: BoxColumns, b: BoxColumns, epsilon: number = MIN_AREA): Tensor2D {
  return unionAndIou(a, b, epsilon).ratio;
}

/** IoU minus the fraction of the enclosing box that is in neither, `[N, 1]`, https://arxiv.org/abs/1902.09630. */
export function giou(a: BoxColumns, b: BoxColumns, epsilon: number = MIN_AREA): Tensor2D {
  const { ratio, union } = unionAndIou(a, b, epsilon);
  const { width, height } = enclosingSize(a, b);
  const enclosing = maximum(width.mul(height), epsilon);
  return ratio.sub<Tensor2D>(enclosing.sub(union).div(enclosing));
}

function unionAndIou(a: BoxColumns, b: BoxColumns, epsilon: number): { ratio: Tensor2D; union: Tensor2D } {
  const common = intersection(a, b);
  const union = maximum(areaOf(a).add(areaOf(b)).sub(common), epsilon) as Tensor2D;
  return { ratio: common.div(union), union };
}

/** cx, cy, w, h to x1, y1, x2, y2. @param boxes `[N, 4]`. */
export function cxcywhToXyxyTensor(boxes: Tensor2D): Tensor2D {
  const centers = boxes.slice([0, 0], [-1, 2]); // [N, 2]
  const halves = boxes.slice([0, 2], [-1, 2]).mul<Tensor2D>(0.5);
  return concat([centers.sub<Tensor2D>(halves), centers.add<Tensor2D>(halves)], 1); // [N, 4]
}
