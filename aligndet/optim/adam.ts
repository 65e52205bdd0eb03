/**
 * @module Adam and AdamW, as `torch.optim`.
 * Kingma & Ba, https://arxiv.org/abs/1412.6980, algorithm 1; Loshchilov & Hutter, https://arxiv.org/abs/1711.05101.
 */
import { z } from 'zod';
import { defineComponent } from '../core/index.js';
import { maximum } from '../engine/index.js';
import { Optimizer, slotOrZeros, type UpdateRule } from './optimizer.js';
import type { OptimizerFactory } from './optimizer-factory.js';
import type { GroupOptions } from './param-group.js';
import { paramwiseSchema } from './paramwise.js';

const options = {
  /** Learning rate. */
  lr: z.number().nonnegative().default(1e-3),
  /** Decay rates of the running means of the gradient and of its square. */
  betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]).default([0.9, 0.999]),
  /** Added to the denominator. */
  eps: z.number().nonnegative().default(1e-8),
  /** Divide by the max of the second moments so far (AMSGrad). */
  amsgrad: z.boolean().default(false),
  /** Learning rates and weight decays of modules. */
  paramwise_cfg: paramwiseSchema,
};

const adamSchema = z.strictObject({
  ...options,
  /** L2 penalty, added to the gradient. */
  weight_decay: z.number().nonnegative().default(0),
});

const adamwSchema = z.strictObject({
  ...options,
  /** Decoupled weight decay: fraction of `lr` by which the weights shrink. */
  weight_decay: z.number().nonnegative().default(1e-2),
});

type AdamOptions = z.output<typeof adamSchema>;

/** @param isDecoupled AdamW: weight decay is not part of the gradient. */
function rule(isDecoupled: boolean): UpdateRule {
  return {
    factors: (options, step) => {
      const { lr, betas, eps, weight_decay: decay } = options as AdamOptions & GroupOptions;
      const [beta1, beta2] = betas;
      return {
        rate: lr / (1 - beta1 ** step),
        correction: Math.sqrt(1 - beta2 ** step),
        eps,
        ...(isDecoupled ? { shrink: 1 - lr * decay } : { decay }),
        ...{ beta1, fraction1: 1 - beta1, beta2, fraction2: 1 - beta2 },
      };
    },
    flags: (options) => {
      const { weight_decay: decay, amsgrad } = options as AdamOptions & GroupOptions;
      return { hasDecay: decay !== 0, amsgrad };
    },
    update: (value, gradient, slots, factors, { hasDecay, amsgrad }) => {
      const { rate, correction, eps, shrink, decay, beta1, fraction1, beta2, fraction2 } = factors;
      const start = hasDecay && isDecoupled ? value.mul(shrink) : value;
      const direction = hasDecay && !isDecoupled ? gradient.add(value.mul(decay)) : gradient;
      const mean = slotOrZeros(slots, 'exp_avg', value).mul(beta1).add(direction.mul(fraction1));
      const square = slotOrZeros(slots, 'exp_avg_sq', value)
        .mul(beta2)
        .add(direction.square().mul(fraction2));
      const largest = amsgrad ? maximum(slotOrZeros(slots, 'max_exp_avg_sq', value), square) : square;
      const denominator = largest.sqrt().div(correction).add(eps);
      return {
        value: start.sub(mean.div(denominator).mul(rate)),
        slots: { exp_avg: mean, exp_avg_sq: square, ...(amsgrad && { max_exp_avg_sq: largest }) },
      };
    },
  };
}

export const adam = defineComponent({
  type: 'Adam',
  schema: adamSchema,
  build: ({ paramwise_cfg: _paramwise, ...defaults }): OptimizerFactory => ({
    defaults: { ...defaults },
    create: (groups) => new Optimizer('Adam', groups, rule(false), true),
  }),
});

export const adamw = defineComponent({
  type: 'AdamW',
  schema: adamwSchema,
  build: ({ paramwise_cfg: _paramwise, ...defaults }): OptimizerFactory => ({
    defaults: { ...defaults },
    create: (groups) => new Optimizer('AdamW', groups, rule(true), true),
  }),
});
