/**
 * @module Batch normalisation by the statistics of the batch, https://arxiv.org/abs/1502.03167, algorithm 1.
 *
 * One fused op forwards and one backwards; tfjs builds the same from a dozen. Dims: `[B, H, W, C]`.
 */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { addKernel } from '../kernels/registry.js';
import { rawOp } from '../raw-op.js';
import { tf } from '../tfjs.js';

export interface BatchNormResult {
  readonly output: Tensor4D;
  /** `[C]` of the batch. */
  readonly mean: Tensor1D;
  /** `[C]` of the batch, unbiased (divided by B H W - 1): what PyTorch adds to its running variance. */
  readonly variance: Tensor1D;
}

const attributes = (epsilon: unknown) => ({ epsilon: Number(epsilon), is_training: true });

const run = addKernel({
  name: 'AlignDetBatchNormTrain',
  /** Outputs: normalised, mean, unbiased variance, and three that the gradient needs. */
  forward: ({ x, scale, offset }, { epsilon }) => {
    const empty = tf.tensor1d([]);
    return rawOp('FusedBatchNormV3', attributes(epsilon), [x, scale, offset, empty, empty]);
  },
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, false, false, true, true, true],
  gradient: (dys, [x, scale, ...reserved], { epsilon }) => {
    const slopes = rawOp('FusedBatchNormGradV3', attributes(epsilon), [dys[0], x, scale, ...reserved]);
    return { x: () => slopes[0], scale: () => slopes[1], offset: () => slopes[2] };
  },
});

/**
 * The mean and variance carry no gradient of their own, as in PyTorch.
 *
 * @param x `[B, H, W, C]`, at least one element in B, H, W.
 * @param scale `[C]`.
 * @param offset `[C]`.
 */
export function batchNormTrain(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
): BatchNormResult {
  const [output, mean, variance, ...reserved] = run({ x, scale, offset }, { epsilon });
  for (const tensor of reserved) tensor.dispose();
  return { output, mean, variance } as Record<keyof BatchNormResult, Tensor> as unknown as BatchNormResult;
}
