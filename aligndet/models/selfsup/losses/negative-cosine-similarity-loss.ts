/** @module `-cos` of matched embeddings, https://arxiv.org/abs/2011.10566, equation 1. Dims: N pairs, D numbers. */
import { z } from 'zod';
import { defineComponent } from '../../../core/index.js';
import { stopGradient, type Tensor2D, tidy } from '../../../engine/index.js';
import { l2Normalize } from '../../../nn/index.js';
import type { Loss } from '../../losses/loss.js';

export const negativeCosineSimilarity = defineComponent({
  type: 'NegativeCosineSimilarityLoss',
  schema: z.strictObject({
    /** Weight of this loss in the total. */
    loss_weight: z.number().default(1),
  }),
  build: ({ loss_weight: lossWeight }): Loss => {
    return (prediction, target) =>
      tidy(() => {
        const fixed = l2Normalize(stopGradient(target as Tensor2D));
        const cosines = l2Normalize(prediction as Tensor2D)
          .mul(fixed)
          .sum(1); // [N]
        return cosines.mean().mul(-lossWeight);
      });
  },
});
