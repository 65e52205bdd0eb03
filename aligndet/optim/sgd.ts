/**
 * @module Stochastic gradient descent with momentum, as `torch.optim.SGD`: the buffer is initialized with the first
 * gradient.
 */
import { z } from 'zod';
import { defineComponent } from '../core/index.js';
import { Optimizer, type Slots, type UpdateRule } from './optimizer.js';
import type { OptimizerFactory } from './optimizer-factory.js';
import type { GroupOptions } from './param-group.js';
import { paramwiseSchema } from './paramwise.js';

const NO_SLOTS: Slots = {};

const rule: UpdateRule = {
  factors: (options) => {
    const { lr, weight_decay: decay, momentum, dampening } = options as SgdOptions & GroupOptions;
    return { lr, decay, momentum, factor: 1 - dampening };
  },
  flags: (options) => {
    const { weight_decay: decay, momentum, dampening, nesterov } = options as SgdOptions & GroupOptions;
    return {
      hasDecay: decay !== 0,
      hasMomentum: momentum !== 0,
      isDamped: dampening !== 0,
      looksAhead: nesterov,
    };
  },
  update: (value, gradient, slots, { lr, decay, momentum, factor }, flags) => {
    const direction = flags.hasDecay ? gradient.add(value.mul(decay)) : gradient;
    if (!flags.hasMomentum) return { value: value.sub(direction.mul(lr)), slots: NO_SLOTS };
    const before = slots.momentum_buffer;
    const buffer =
      before === undefined
        ? direction.clone()
        : before.mul(momentum).add(flags.isDamped ? direction.mul(factor) : direction);
    const change = flags.looksAhead ? direction.add(buffer.mul(momentum)) : buffer;
    return { value: value.sub(change.mul(lr)), slots: { momentum_buffer: buffer } };
  },
};

const schema = z.strictObject({
  /** Learning rate; 0.02 is for 16 images per step. */
  lr: z.number().nonnegative(),
  /** Momentum factor. */
  momentum: z.number().nonnegative().default(0),
  /** Dampening of the momentum. */
  dampening: z.number().default(0),
  /** L2 penalty, added to the gradient. */
  weight_decay: z.number().nonnegative().default(0),
  /** Nesterov momentum; needs momentum and no dampening. */
  nesterov: z.boolean().default(false),
  /** Learning rates and weight decays of modules. */
  paramwise_cfg: paramwiseSchema,
});

type SgdOptions = Omit<z.output<typeof schema>, 'paramwise_cfg'>;

export const sgd = defineComponent({
  type: 'SGD',
  schema,
  build: ({ paramwise_cfg: _paramwise, ...defaults }): OptimizerFactory => ({
    defaults: { ...defaults },
    create: (groups) => new Optimizer('SGD', groups, rule, false),
  }),
});
