/**
 * @module Boxes as tensors, for what carries a gradient. Dims: N boxes, `[x1, y1, x2, y2]` in pixels.
 * Plain arrays of boxes are in `boxes-arrays.ts`.
 */
import { ShapeError } from '../core/index.js';
import {
  clipByValue,
  concat,
  customGrad,
  equal,
  type GradSaveFunc,
  greater,
  less,
  maximum,
  minimum,
  split,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '../engine/index.js';
import { MIN_AREA, type OverlapMode } from './boxes-overlaps.js';

/** @throws {ShapeError} unless `tensor` is `[N, 4]`. */
export function assertBoxes(tensor: Tensor2D, name: string): void {
  if (tensor.rank === 2 && tensor.shape[1] === 4) return;
  const shape = tensor.shape.join(', ');
  throw new ShapeError(`${name} must be [N, 4] boxes (x1, y1, x2, y2), but is [${shape}].`);
}

/** Width times height of each box, `[N]`. */
export function area(boxes: Tensor2D): Tensor1D {
  return tidy(() => productOfSizes(lowerRight(boxes).sub(upperLeft(boxes))));
}

/** Area that row i of both boxes has in common, `[N]`. */
export function intersectionArea(a: Tensor2D, b: Tensor2D): Tensor1D {
  return tidy(() => {
    const from = larger(upperLeft(a), upperLeft(b));
    const to = smaller(lowerRight(a), lowerRight(b));
    return productOfSizes(clipByValue(to.sub(from), 0, Infinity)); // below 0: they do not meet
  });
}

/** The smallest box around row i of both, `[N, 4]`. */
export function enclose(a: Tensor2D, b: Tensor2D): Tensor2D {
  return tidy(() =>
    concat([smaller(upperLeft(a), upperLeft(b)), larger(lowerRight(a), lowerRight(b))], 1),
  ) as Tensor2D;
}

/**
 * Overlap of row i of both boxes, `[N]`, with gradients; as `alignedOverlaps` has it for arrays.
 *
 * @param mode `iou` over the union, `iof` over the first box, `giou` the IoU less the part of the hull in neither.
 */
export function boxOverlap(a: Tensor2D, b: Tensor2D, mode: OverlapMode = 'iou'): Tensor1D {
  assertBoxes(a, 'a');
  assertBoxes(b, 'b');
  return tidy(() => {
    const common = intersectionArea(a, b);
    const union = mode === 'iof' ? area(a) : area(a).add<Tensor1D>(area(b)).sub<Tensor1D>(common);
    const denominator = union.maximum<Tensor1D>(MIN_AREA);
    const ratio = common.div<Tensor1D>(denominator);
    if (mode !== 'giou') return ratio;
    const enclosing = area(enclose(a, b)).maximum<Tensor1D>(MIN_AREA);
    return ratio.sub<Tensor1D>(enclosing.sub(denominator).div(enclosing));
  });
}

/** The larger of each pair. Where both are equal, each gets half of the gradient, as in PyTorch. */
export function larger<T extends Tensor>(a: T, b: T): T {
  return selected(a, b, maximum, greater);
}

/** The smaller of each pair, with the gradients of {@link larger}. */
export function smaller<T extends Tensor>(a: T, b: T): T {
  return selected(a, b, minimum, less);
}

function selected<T extends Tensor>(a: T, b: T, select: typeof maximum, wins: typeof greater): T {
  const choose = customGrad((...given) => {
    const [first, second, save] = given as unknown as [T, T, GradSaveFunc];
    save([first, second]);
    const gradFunc = (gradient: Tensor, saved: Tensor[]) => {
      const half = equal(saved[0], saved[1]).cast('float32').mul(0.5);
      const dividedGradient = (one: Tensor, other: Tensor) =>
        wins(one, other).cast('float32').add(half).mul(gradient);
      return [dividedGradient(saved[0], saved[1]), dividedGradient(saved[1], saved[0])];
    };
    return { value: select(first, second), gradFunc };
  });
  return choose(a, b) as T;
}

/** `[N, 2]` widths and heights -> `[N]` areas. */
function productOfSizes(edges: Tensor2D): Tensor1D {
  const [widths, heights] = split(edges, 2, 1);
  return widths.mul(heights).reshape<Tensor1D>([edges.shape[0]]);
}

function upperLeft(boxes: Tensor2D): Tensor2D {
  return boxes.slice([0, 0], [-1, 2]);
}

function lowerRight(boxes: Tensor2D): Tensor2D {
  return boxes.slice([0, 2], [-1, 2]);
}
