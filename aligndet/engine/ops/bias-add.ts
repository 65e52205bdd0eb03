/** @module Adds a bias per channel. TensorFlow fuses it into a preceding convolution, unlike `add`. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { addKernel } from '../kernels/registry.js';
import { singleOp } from '../raw-op.js';
import { channelSums } from './channel-sums.js';

const run = addKernel({
  name: 'AlignDetBiasAdd',
  forward: ({ x, bias }) => [singleOp('BiasAdd', {}, [x, bias])],
  gradient: ([dy]) => ({ x: () => dy.clone(), bias: () => channelSums(dy) }),
});

/** @param x `[..., C]` of rank 2 or more. @param bias `[C]`. */
export function biasAdd<T extends Tensor>(x: T, bias: Tensor1D): T {
  return run({ x, bias })[0] as T;
}
