/** @module Stochastic gradient descent with momentum, as `torch.optim.SGD`: the buffer starts as the first gradient. */
import { z } from 'zod';
import { defineComponent } from '../core/index.js';
import type { Tensor } from '../engine/index.js';
import { Optimizer, type Slots, type UpdateRule } from './optimizer.js';
import type { OptimizerFactory } from './optimizer-factory.js';
import { paramwiseSchema } from './paramwise.js';

const update: UpdateRule = (value, gradient, slots: Slots, options, step) => {
  const {
    lr,
    weight_decay: decay,
    momentum,
    dampening,
    nesterov,
  } = options as unknown as Required<SgdOptions>;
  let direction: Tensor = decay === 0 ? gradient : gradient.add(value.mul(decay));
  if (momentum === 0) return { value: value.sub(direction.mul(lr)), slots: {} as Slots };
  const first = step === 1 || slots.momentum_buffer === undefined;
  const buffer = first
    ? direction.clone()
    : slots.momentum_buffer.mul(momentum).add(direction.mul(1 - dampening));
  direction = nesterov ? direction.add(buffer.mul(momentum)) : buffer;
  return { value: value.sub(direction.mul(lr)), slots: { momentum_buffer: buffer } };
};

const schema = z.strictObject({
  /** Learning rate; 0.02 is for 16 images a step. */
  lr: z.number().nonnegative(),
  /** Share of the previous direction that is kept. */
  momentum: z.number().nonnegative().default(0),
  /** Share of the gradient that does not enter the momentum. */
  dampening: z.number().default(0),
  /** L2 decay, added to the gradient. */
  weight_decay: z.number().nonnegative().default(0),
  /** Look ahead along the momentum; needs momentum and no dampening. */
  nesterov: z.boolean().default(false),
  /** Rates and decays of parts of the model. */
  paramwise_cfg: paramwiseSchema,
});

type SgdOptions = Omit<z.output<typeof schema>, 'paramwise_cfg'>;

export const sgd = defineComponent({
  type: 'SGD',
  schema,
  build: ({ paramwise_cfg: _paramwise, ...defaults }): OptimizerFactory => ({
    defaults: { ...defaults },
    create: (groups) => new Optimizer('SGD', groups, update, false),
  }),
});
