/**
 * @module Batch normalization with the statistics of the batch, https://arxiv.org/abs/1502.03167, algorithm 1.
 *
 * TensorFlow's op has an error of 3e-5 in the variance for 8,000 pixels, which fifty layers amplify to 1e-3: see
 * {@link channelSums}. Dims: `[B, H, W, C]`.
 */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { ShapeError } from '../../core/index.js';
import { addKernel } from '../kernels/registry.js';
import { rawOp } from '../raw-op.js';
import { tf } from '../tfjs.js';
import { channelSums } from './channel-sums.js';

export interface BatchNormResult {
  readonly output: Tensor4D;
  /** `[C]` of the batch. */
  readonly mean: Tensor1D;
  /** `[C]` of the batch, unbiased (divided by B H W - 1): what PyTorch adds to its running variance. */
  readonly variance: Tensor1D;
}

const run = addKernel({
  name: 'AlignDetBatchNormTrain',
  /** Outputs: normalized, mean, unbiased variance, inverse standard deviation. */
  forward: ({ x, scale, offset }, { epsilon }) =>
    tf.tidy(() => {
      const mean = channelMeans(x);
      const variance = tf.tidy(() => channelMeans(tf.squaredDifference(x, mean)));
      const output = affine(x, { center: mean, variance, epsilon: Number(epsilon), scale, offset });
      const count = x.size / mean.size;
      return [output, mean, variance.mul(count / (count - 1)), variance.add(Number(epsilon)).rsqrt()];
    }),
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, false, true],
  gradient: ([dy], [x, scale, mean, inverse]) => {
    const factor = inverse.mul(scale);
    const dySum = channelSums(dy);
    const along = tf.tidy(() => channelSums(dy.mul(x.sub(mean)))); // [C]
    const count = x.size / mean.size;
    return {
      // (dy - dySum / count - (x - mean) * along / count * inverse^2) * slope
      x: () => {
        const momentumFactor = factor.div(count);
        const factors = {
          scale: momentumFactor.mul(along).mul(inverse.square()),
          offset: momentumFactor.mul(dySum),
        };
        return dy.mul(factor).sub(affine(x, { center: mean, variance: tf.onesLike(mean), ...factors }));
      },
      scale: () => along.mul(inverse),
      offset: () => dySum,
    };
  },
});

/** `[C]`, over all pixels. */
function channelMeans(x: Tensor): Tensor {
  const channels = x.shape[x.rank - 1]!;
  return channelSums(x).mul(channels / x.size);
}

interface Affine {
  readonly center: Tensor;
  readonly variance: Tensor;
  readonly epsilon?: number;
  readonly scale: Tensor;
  readonly offset: Tensor;
}

/** `(x - center) / sqrt(variance + epsilon) * scale + offset` in one pass; all `[C]`. */
function affine(x: Tensor, { center, variance, epsilon = 0, scale, offset }: Affine): Tensor {
  const inputs = [x, scale, offset, center, variance];
  return rawOp('FusedBatchNormV3', { epsilon, is_training: false }, inputs)[0];
}

/**
 * The returned mean and variance carry no gradient, as in PyTorch.
 *
 * @param x `[B, H, W, C]`.
 * @param scale `[C]`.
 * @param offset `[C]`.
 * @throws {ShapeError} when there is only one value per channel, which has no variance.
 */
export function batchNormTrain(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
): BatchNormResult {
  if (x.size <= scale.size) {
    throw new ShapeError(
      `Batch statistics need at least two values per channel, but the maps are [${x.shape.join(', ')}]. ` +
        'Use larger images or batches, or running statistics (norm_eval).',
    );
  }
  const [output, mean, variance, inverse] = run({ x, scale, offset }, { epsilon });
  inverse.dispose();
  return { output, mean, variance } as Record<keyof BatchNormResult, Tensor> as unknown as BatchNormResult;
}
