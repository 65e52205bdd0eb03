/** @module Dice loss of masks, https://arxiv.org/abs/1606.04797, section 3. Dims: N masks of any shape. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { type Tensor, tidy } from '../../engine/index.js';
import type { Loss } from './loss.js';
import { lossOptions, reduced } from './reduce.js';

export const dice = defineComponent({
  type: 'DiceLoss',
  schema: z.strictObject({
    /** Predictions are logits; sigmoid is the only activation. */
    use_sigmoid: z.literal(true, 'only the sigmoid form is supported').default(true),
    /** Whether to apply the sigmoid. */
    activate: z.boolean().default(true),
    /** Sums instead of sums of squares in the denominator. */
    naive_dice: z.boolean().default(false),
    /** Added to denominators. */
    eps: z.number().default(1e-3),
    ...lossOptions,
  }),
  build: ({ activate, naive_dice: isNaive, eps, reduction, loss_weight: lossWeight }): Loss => {
    return (prediction, target, options = {}) =>
      tidy(() => {
        const rows = (x: Tensor) => x.reshape([x.shape[0], -1]); // [N, pixels]
        const [a, b] = [rows(activate ? prediction.sigmoid() : prediction), rows(target.toFloat())];
        const common = a.mul(b).sum(1);
        const score = isNaive
          ? common
              .mul(2)
              .add(eps)
              .div(a.sum(1).add(b.sum(1)).add(eps))
          : common.mul(2).div(a.square().sum(1).add(eps).add(b.square().sum(1).add(eps)));
        return reduced(score.neg().add(1), { reduction, lossWeight }, options);
      });
  },
});
