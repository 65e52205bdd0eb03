/**
 * @module AlignDet's contrastive loss, https://arxiv.org/abs/2307.11077, equation 3: each key attracts every query, all
 * negatives repel it. Dims: M queries, N keys, P negatives, D values of an embedding.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../../core/index.js';
import { logSumExp, matMul, stopGradient, type Tensor, type Tensor2D, tidy } from '../../../engine/index.js';
import { l2Normalize } from '../../../nn/index.js';
import type { Loss } from '../../losses/loss.js';

export const contrastive = defineComponent({
  type: 'ContrastiveLoss',
  schema: z.strictObject({
    /** Temperature: divisor of similarities in [-1, 1]. */
    temperature: z.number().positive().default(0.2),
    /** Weight of this loss in the total. */
    loss_weight: z.number().default(1),
    /** Accepted for compatibility; the loss is always the mean over all pairs. */
    reduction: z.enum(['none', 'mean', 'sum']).default('mean'),
  }),
  build: ({ temperature, loss_weight: lossWeight }): Loss => {
    return (query, key, { negatives } = {}) => {
      if (negatives === undefined)
        throw new ConfigError('ContrastiveLoss needs negatives, even if empty: [0, D].');
      return tidy(() => {
        const queries = l2Normalize(query as Tensor2D);
        const keys = key === query ? queries : l2Normalize(key as Tensor2D);
        const attraction = similarity(queries, keys).div(temperature); // [M, N]
        if (negatives.shape[0] === 0) return attraction.mul(0).sum();
        const repulsion = similarity(queries, l2Normalize(stopGradient(negatives as Tensor2D))).div(
          temperature,
        ); // [M, P]
        // log(e^a + sum of e^r) - a, without an intermediate [M, N, P].
        const losses = logSumExp(repulsion, 1, true).sub(attraction).softplus(); // [M, N]
        return losses.mean().mul(lossWeight);
      });
    };
  },
});

const similarity = (a: Tensor2D, b: Tensor2D): Tensor => matMul(a, b, false, true);
