/**
 * @module Losses by the overlap of boxes. Dims: N pairs of boxes `[N, 4]`, xyxy. Weights may be `[N]` or `[N, 4]`.
 *
 * IoU: https://arxiv.org/abs/1608.01471; GIoU: https://arxiv.org/abs/1902.09630, algorithm 2; DIoU and CIoU:
 * https://arxiv.org/abs/1911.08287, equations 7 and 10; bounded IoU: https://arxiv.org/abs/1711.00164, section 4.2.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import {
  absolute,
  clamp,
  clampMin,
  concat,
  larger,
  smaller,
  stopGradient,
  type Tensor,
  type Tensor2D,
  tidy,
  where,
  zerosLike,
} from '../../engine/index.js';
import {
  areaOf,
  type BoxColumns,
  columnsOf,
  enclosingSize,
  giou as giouOf,
  heightOf,
  intersection,
  iou as iouOf,
  widthOf,
} from '../../structures/index.js';
import type { Loss } from './loss.js';
import { lossOptions, type Reducing, reduced } from './reduce.js';

/** A loss from its value per pair, `[N, 1]`. */
function perPair(
  distance: (prediction: BoxColumns, target: BoxColumns) => Tensor2D,
  configured: Reducing,
): Loss {
  return (prediction, target, options = {}) =>
    tidy(() => {
      if (target.size === 0)
        return reduced(prediction.sum().mul(0), configured, { ...options, weight: undefined });
      const losses = distance(columnsOf(prediction), columnsOf(target)).squeeze([1]); // [N]
      const weight = options.weight?.rank === 2 ? options.weight.mean(1) : options.weight;
      return reduced(losses, configured, { ...options, weight });
    });
}

/** IoU with `epsilon` added to the union. */
function shiftedIou(a: BoxColumns, b: BoxColumns, epsilon: number): Tensor2D {
  const common = intersection(a, b);
  return common.div(areaOf(a).add(areaOf(b)).sub(common).add(epsilon));
}

/** Squared distance of the centers over the squared diagonal of the enclosing box. */
function centerDistance(a: BoxColumns, b: BoxColumns, epsilon: number): Tensor2D {
  const { width, height } = enclosingSize(a, b);
  const diagonal = width.square().add(height.square()).add(epsilon);
  const across = b.x1.add(b.x2).sub(a.x1.add(a.x2)).square().div(4);
  const down = b.y1.add(b.y2).sub(a.y1.add(a.y2)).square().div(4);
  return across.add(down).div(diagonal) as Tensor2D;
}

const epsilon = (value: number) => ({
  /** Min IoU (IoU, GIoU), or a constant added to denominators. */
  eps: z.number().positive().default(value),
});

export const iou = defineComponent({
  type: 'IoULoss',
  schema: z.strictObject({
    /** Deprecated: `mode: 'linear'`. */
    linear: z.boolean().default(false),
    /** `1 - IoU`, `1 - IoU^2` or `-log IoU`. */
    mode: z.enum(['linear', 'square', 'log']).default('log'),
    ...epsilon(1e-6),
    ...lossOptions,
  }),
  build: ({ linear, mode, eps, reduction, loss_weight: lossWeight }) =>
    perPair(
      (prediction, target) => {
        const value = clampMin(iouOf(prediction, target), eps);
        if (linear || mode === 'linear') return value.neg().add(1);
        return mode === 'square' ? value.square().neg().add(1) : value.log().neg();
      },
      { reduction, lossWeight },
    ),
});

export const giou = defineComponent({
  type: 'GIoULoss',
  schema: z.strictObject({ ...epsilon(1e-6), ...lossOptions }),
  build: ({ eps, reduction, loss_weight: lossWeight }) =>
    perPair((prediction, target) => giouOf(prediction, target, eps).neg().add<Tensor2D>(1), {
      reduction,
      lossWeight,
    }),
});

export const diou = defineComponent({
  type: 'DIoULoss',
  schema: z.strictObject({ ...epsilon(1e-6), ...lossOptions }),
  build: ({ eps, reduction, loss_weight: lossWeight }) =>
    perPair(
      (prediction, target) =>
        centerDistance(prediction, target, eps)
          .sub(shiftedIou(prediction, target, eps))
          .add<Tensor2D>(1),
      { reduction, lossWeight },
    ),
});

export const ciou = defineComponent({
  type: 'CIoULoss',
  schema: z.strictObject({ ...epsilon(1e-6), ...lossOptions }),
  build: ({ eps, reduction, loss_weight: lossWeight }) =>
    perPair(
      (prediction, target) => {
        const value = shiftedIou(prediction, target, eps);
        const angle = (box: BoxColumns) => widthOf(box).div(heightOf(box).add(eps)).atan();
        const aspect = angle(target)
          .sub(angle(prediction))
          .square()
          .mul<Tensor2D>(4 / Math.PI ** 2);
        const tradeOff = stopGradient(value.greater(0.5).toFloat().mul(aspect).div(aspect.sub(value).add(1)));
        const score = value.sub(centerDistance(prediction, target, eps).add(tradeOff.mul(aspect)));
        return clamp(score, -1, 1).neg().add<Tensor2D>(1);
      },
      { reduction, lossWeight },
    ),
});

export const boundedIouLoss = defineComponent({
  type: 'BoundedIoULoss',
  schema: z.strictObject({
    /** Threshold below which the loss is quadratic. */
    beta: z.number().positive().default(0.2),
    ...epsilon(1e-3),
    ...lossOptions,
  }),
  build: ({ beta, eps, reduction, loss_weight: lossWeight }): Loss => {
    const bend = (loss: Tensor) =>
      where(loss.less(beta), loss.square().mul(0.5 / beta), loss.sub(0.5 * beta));
    return (prediction, target, options = {}) =>
      tidy(() => {
        const losses = bend(boundedIouTerms(columnsOf(prediction), columnsOf(target), eps)); // [N, 4]
        return reduced(losses, { reduction, lossWeight }, options);
      });
  },
});

/** 1 minus the max IoU that each of centre x, centre y, width and height alone allows. @returns `[N, 4]`. */
function boundedIouTerms(prediction: BoxColumns, target: BoxColumns, eps: number): Tensor {
  const center = (low: Tensor2D, high: Tensor2D) => low.add<Tensor2D>(high).mul<Tensor2D>(0.5);
  const shifted = (edge: Tensor2D, offset: Tensor2D) => {
    const twice = absolute(offset).mul<Tensor2D>(2);
    const bound = edge.sub(twice).div<Tensor2D>(edge.add(twice).add(eps));
    return larger(bound, zerosLike(bound)).neg().add(1);
  };
  const scaled = (a: Tensor2D, b: Tensor2D) =>
    smaller(b.div(a.add(eps)), a.div(b.add(eps)))
      .neg()
      .add(1);
  const dx = center(target.x1, target.x2).sub<Tensor2D>(center(prediction.x1, prediction.x2));
  const dy = center(target.y1, target.y2).sub<Tensor2D>(center(prediction.y1, prediction.y2));
  return concat(
    [
      shifted(widthOf(target), dx),
      shifted(heightOf(target), dy),
      scaled(widthOf(prediction), widthOf(target)),
      scaled(heightOf(prediction), heightOf(target)),
    ],
    1,
  );
}
