/** @module Activations with PyTorch's gradients, by their names in configs. */
import { z } from 'zod';
import {
  addKernel,
  elu,
  erf,
  exp,
  leakyRelu,
  relu,
  sigmoid,
  singleOp,
  type Tensor,
  tanh,
  tidy,
} from '../../engine/index.js';

const inplace = {
  /** Accepted for compatibility; nothing is computed in place. */
  inplace: z.boolean().optional(),
};

/** Schema of `act_cfg`. */
export const actCfgSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ReLU'), ...inplace }),
  z.strictObject({ type: z.literal('ReLU6'), ...inplace }),
  z.strictObject({
    type: z.literal('LeakyReLU'),
    /** Slope below zero. */
    negative_slope: z.number().default(0.01),
    ...inplace,
  }),
  z.strictObject({
    type: z.literal('ELU'),
    /** Limit below zero, negated. */
    alpha: z.literal(1, 'only alpha = 1 is supported').default(1),
    ...inplace,
  }),
  z.strictObject({ type: z.literal('Sigmoid') }),
  z.strictObject({ type: z.literal('Tanh') }),
  z.strictObject({ type: z.literal('GELU') }),
  z.strictObject({ type: z.literal('Swish') }),
  z.strictObject({ type: z.literal('SiLU'), ...inplace }),
  z.strictObject({ type: z.literal('HSwish'), ...inplace }),
]);

/** The option `act_cfg`; null: no activation. */
export const actCfgOption = actCfgSchema.nullable();

export type ActCfg = z.output<typeof actCfgSchema>;

/** Applies the activation of `config`. */
export function activate<T extends Tensor>(x: T, config: z.input<typeof actCfgSchema>): T {
  switch (config.type) {
    case 'ReLU':
      return relu(x);
    case 'ReLU6':
      return relu6(x);
    case 'LeakyReLU':
      return leakyRelu(x, config.negative_slope ?? 0.01);
    case 'ELU':
      return elu(x);
    case 'Sigmoid':
      return sigmoid(x);
    case 'Tanh':
      return tanh(x);
    case 'GELU':
      return gelu(x);
    case 'Swish':
    case 'SiLU':
      return tidy(() => x.mul(sigmoid(x)) as T);
    case 'HSwish':
      return tidy(() => x.mul(relu6(x.add(3) as T)).div(6) as T);
  }
}

/** Exact, by the error function. */
export function gelu<T extends Tensor>(x: T): T {
  return runGelu({ x })[0] as T;
}

/** Cumulative distribution function of the standard normal distribution. */
function normalCdf(x: Tensor): Tensor {
  return erf(x.mul(Math.SQRT1_2)).add(1).mul(0.5);
}

/** Only the input of the forward pass is kept. */
const runGelu = addKernel({
  name: 'AlignDetGelu',
  forward: ({ x }) => [tidy(() => x.mul(normalCdf(x)))],
  inputsToSave: ['x'],
  gradient: ([dy], [x]) => ({
    x: () => {
      const density = exp(x.square().mul(-0.5)).mul(1 / Math.sqrt(2 * Math.PI));
      return dy.mul(normalCdf(x).add(x.mul(density)));
    },
  }),
});

/** Zero gradient at 6, unlike tfjs's. */
export function relu6<T extends Tensor>(x: T): T {
  return runRelu6({ x })[0] as T;
}

const runRelu6 = addKernel({
  name: 'AlignDetRelu6',
  forward: ({ x }) => [singleOp('Relu6', {}, [x])],
  inputsToSave: ['x'],
  gradient: ([dy], [x]) => ({ x: () => singleOp('Relu6Grad', {}, [dy, x]) }),
});
