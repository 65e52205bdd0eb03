/** @module Element-wise distances: L1, smooth L1, balanced L1, squared error. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { absolute, type Tensor, tidy, where } from '../../engine/index.js';
import type { Loss } from './loss.js';
import { lossOptions, type Reducing, reduced } from './reduce.js';

/** A loss from its distance per element; zero without elements. */
function elementwise(distance: (prediction: Tensor, target: Tensor) => Tensor, configured: Reducing): Loss {
  return (prediction, target, options = {}) =>
    tidy(() => {
      const losses = target.size === 0 ? prediction.sum().mul(0) : distance(prediction, target);
      return reduced(losses, configured, target.size === 0 ? { ...options, weight: undefined } : options);
    });
}

export const l1 = defineComponent({
  type: 'L1Loss',
  schema: z.strictObject(lossOptions),
  build: ({ reduction, loss_weight: lossWeight }) =>
    elementwise((prediction, target) => absolute(prediction.sub(target)), { reduction, lossWeight }),
});

export const mse = defineComponent({
  type: 'MSELoss',
  schema: z.strictObject(lossOptions),
  build: ({ reduction, loss_weight: lossWeight }) =>
    elementwise((prediction, target) => prediction.sub(target).square(), { reduction, lossWeight }),
});

/** https://arxiv.org/abs/1504.08083, equation 3, with the transition at `beta`. */
export const smoothL1 = defineComponent({
  type: 'SmoothL1Loss',
  schema: z.strictObject({
    /** Threshold below which the loss is quadratic. */
    beta: z.number().positive().default(1),
    ...lossOptions,
  }),
  build: ({ beta, reduction, loss_weight: lossWeight }) =>
    elementwise(
      (prediction, target) => {
        const distance = absolute(prediction.sub(target));
        const near = distance.square().mul(0.5 / beta);
        return where(distance.less(beta), near, distance.sub(0.5 * beta));
      },
      { reduction, lossWeight },
    ),
});

/** https://arxiv.org/abs/1904.02701, equations 6 to 9. */
export const balancedL1 = defineComponent({
  type: 'BalancedL1Loss',
  schema: z.strictObject({
    /** Controls the gradient of small distances (inliers). */
    alpha: z.number().positive().default(0.5),
    /** Gradient of large distances. */
    gamma: z.number().positive().default(1.5),
    /** Threshold from which the gradient is constant. */
    beta: z.number().positive().default(1),
    ...lossOptions,
  }),
  build: ({ alpha, gamma, beta, reduction, loss_weight: lossWeight }) =>
    elementwise(
      (prediction, target) => {
        const distance = absolute(prediction.sub(target));
        const b = Math.exp(gamma / alpha) - 1;
        const grown = distance.mul(b).add(1);
        const near = grown
          .mul(alpha / b)
          .mul(
            distance
              .mul(b / beta)
              .add(1)
              .log(),
          )
          .sub(distance.mul(alpha));
        const far = distance.mul(gamma).add(gamma / b - alpha * beta);
        return where(distance.less(beta), near, far);
      },
      { reduction, lossWeight },
    ),
});
