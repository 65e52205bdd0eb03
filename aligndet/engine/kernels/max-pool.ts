/** @module Max pooling with padding in pixels, which tfjs's kernels do not support. */
import { singleOp } from '../raw-op.js';
import { tf } from '../tfjs.js';
import { paddingAttributes } from './convolution.js';
import type { Kernel } from './registry.js';

type PoolArguments = Parameters<typeof tf.backend_util.computePool2DInfo>;

function poolAttributes(input: number[], options: Record<string, unknown>) {
  const info = tf.backend_util.computePool2DInfo(
    input as PoolArguments[0],
    options.filterSize as PoolArguments[1],
    options.strides as PoolArguments[2],
    1,
    options.pad as PoolArguments[4],
    options.dimRoundingMode as PoolArguments[5],
  );
  return {
    ksize: [1, info.filterHeight, info.filterWidth, 1],
    strides: [1, info.strideHeight, info.strideWidth, 1],
    ...paddingAttributes(info.padInfo),
  };
}

const maxPool: Kernel = ({ x }, options) => singleOp('MaxPool', poolAttributes(x.shape, options), [x]);

const maxPoolGrad: Kernel = ({ dy, input, output }, options) =>
  singleOp('MaxPoolGrad', poolAttributes(input.shape, options), [input, output, dy]);

export const kernels: Record<string, Kernel> = { MaxPool: maxPool, MaxPoolGrad: maxPoolGrad };
