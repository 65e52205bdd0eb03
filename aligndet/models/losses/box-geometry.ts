/**
 * @module What box losses measure of pairs of boxes, with PyTorch's slopes. Dims: N pairs. Boxes are `[N, 4]`, xyxy.
 */
import { clampMin, larger, maximum, smaller, split, type Tensor, type Tensor2D } from '../../engine/index.js';

/** Four columns, `[N, 1]` each. */
export interface Corners {
  readonly x1: Tensor2D;
  readonly y1: Tensor2D;
  readonly x2: Tensor2D;
  readonly y2: Tensor2D;
}

export function cornersOf(boxes: Tensor): Corners {
  const [x1, y1, x2, y2] = split(boxes as Tensor2D, 4, 1) as Tensor2D[];
  return { x1, y1, x2, y2 };
}

export const widthOf = ({ x1, x2 }: Corners) => x2.sub<Tensor2D>(x1);
export const heightOf = ({ y1, y2 }: Corners) => y2.sub<Tensor2D>(y1);
export const areaOf = (box: Corners) => widthOf(box).mul<Tensor2D>(heightOf(box));

/** Sides of the part that both have, at least 0. */
export function overlapSize(a: Corners, b: Corners): { width: Tensor2D; height: Tensor2D } {
  return {
    width: clampMin(smaller(a.x2, b.x2).sub(larger(a.x1, b.x1)), 0),
    height: clampMin(smaller(a.y2, b.y2).sub(larger(a.y1, b.y1)), 0),
  };
}

/** Sides of the smallest box around both, at least 0. */
export function enclosingSize(a: Corners, b: Corners): { width: Tensor2D; height: Tensor2D } {
  return {
    width: clampMin(larger(a.x2, b.x2).sub(smaller(a.x1, b.x1)), 0),
    height: clampMin(larger(a.y2, b.y2).sub(smaller(a.y1, b.y1)), 0),
  };
}

/** IoU with a union of at least `epsilon`. */
export function boundedIou(a: Corners, b: Corners, epsilon: number): { iou: Tensor2D; union: Tensor2D } {
  const { width, height } = overlapSize(a, b);
  const overlap = width.mul<Tensor2D>(height);
  const union = maximum(areaOf(a).add(areaOf(b)).sub(overlap), epsilon) as Tensor2D;
  return { iou: overlap.div(union), union };
}

/** IoU with `epsilon` added to the union. */
export function shiftedIou(a: Corners, b: Corners, epsilon: number): Tensor2D {
  const { width, height } = overlapSize(a, b);
  const overlap = width.mul<Tensor2D>(height);
  return overlap.div(areaOf(a).add(areaOf(b)).sub(overlap).add(epsilon));
}

/** Squared distance of the centres over the squared diagonal of the hull. */
export function centerDistance(a: Corners, b: Corners, epsilon: number): Tensor2D {
  const { width, height } = enclosingSize(a, b);
  const diagonal = width.square().add(height.square()).add(epsilon);
  const across = b.x1.add(b.x2).sub(a.x1.add(a.x2)).square().div(4);
  const down = b.y1.add(b.y2).sub(a.y1.add(a.y2)).square().div(4);
  return across.add(down).div(diagonal) as Tensor2D;
}
