/** @module Distances of numbers: L1, smooth L1 (Girshick, https://arxiv.org/abs/1504.08083, equation 3), squared. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { type Tensor, tidy, where } from '../../engine/index.js';
import type { Loss } from './loss.js';
import { lossWeightOption, reduceLoss, reductionOption } from './reduce.js';

const shared = { reduction: reductionOption, loss_weight: lossWeightOption };

type Distance = (prediction: Tensor, target: Tensor) => Tensor;

function lossOf(
  distance: Distance,
  { reduction, loss_weight: lossWeight }: z.output<z.ZodObject<typeof shared>>,
): Loss {
  return (prediction, target, options = {}) =>
    tidy(() => {
      // No pair at all: a zero that still depends on the prediction, so that it keeps its gradient.
      if (target.size === 0) return prediction.sum().mul(0);
      return reduceLoss(distance(prediction, target), options, reduction).mul(lossWeight);
    });
}

export const l1Loss = defineComponent({
  type: 'L1Loss',
  schema: z.strictObject(shared),
  build: (settings) => lossOf((prediction, target) => prediction.sub(target).abs(), settings),
});

export const smoothL1Loss = defineComponent({
  type: 'SmoothL1Loss',
  schema: z.strictObject({
    /** Distance at which the square becomes a line. */
    beta: z.number().positive().default(1),
    ...shared,
  }),
  build: ({ beta, ...settings }) =>
    lossOf((prediction, target) => {
      const distance = prediction.sub(target).abs();
      const near = distance.square().mul(0.5 / beta);
      return where(distance.less(beta), near, distance.sub(0.5 * beta));
    }, settings),
});

export const mseLoss = defineComponent({
  type: 'MSELoss',
  schema: z.strictObject(shared),
  build: (settings) => lossOf((prediction, target) => prediction.sub(target).square(), settings),
});
