/**
 * @module Normalization over groups of channels and over rows, whose gradients need only the input and one mean and one
 * inverse deviation per group. Dims: G groups of C / G channels, S pixels of a map.
 *
 * Group normalization: https://arxiv.org/abs/1803.08494, equations 1 to 4; layer normalization:
 * https://arxiv.org/abs/1607.06450.
 */
import { addKernel, moments, type Tensor, type Tensor1D, type Tensor4D, tidy } from '../../engine/index.js';

/**
 * @param x `[B, H, W, C]`.
 * @param scale `[C]`.
 * @param offset `[C]`.
 */
export function groupNorm(
  x: Tensor4D,
  numGroups: number,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
): Tensor4D {
  return first(runGroupNorm({ x, scale, offset }, { numGroups, epsilon })) as Tensor4D;
}

/**
 * @param x `[..., C]`.
 * @param scale `[C]`.
 * @param offset `[C]`.
 */
export function layerNorm<T extends Tensor>(x: T, scale: Tensor1D, offset: Tensor1D, epsilon: number): T {
  return first(runLayerNorm({ x, scale, offset }, { epsilon })) as T;
}

/** The normalized tensor; mean and deviation are kept by the tape. */
function first([output, ...rest]: Tensor[]): Tensor {
  for (const tensor of rest) tensor.dispose();
  return output;
}

const runGroupNorm = addKernel({
  name: 'AlignDetGroupNorm',
  forward: ({ x, scale, offset }, { numGroups, epsilon }) =>
    tidy(() => {
      const [batch, height, width, channels] = x.shape as [number, number, number, number];
      const perGroup = channels / Number(numGroups);
      const grouped = x.reshape([batch, height * width, Number(numGroups), perGroup]); // [B, S, G, C / G]
      const { mean, variance } = moments(grouped, [1, 3], true); // [B, 1, G, 1]
      const inverse = variance.add(Number(epsilon)).rsqrt();
      const factor = inverse.mul(scale.reshape([1, 1, Number(numGroups), perGroup])); // [B, 1, G, C / G]
      const shift = offset.reshape([1, 1, Number(numGroups), perGroup]).sub(mean.mul(factor));
      return [grouped.mul(factor).add(shift).reshape(x.shape), mean, inverse];
    }),
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, true],
  gradient: ([dy], [x, scale, mean, inverse]) => {
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const groups = mean.shape[2]!;
    const pixels = height * width;
    const grouped = [batch, pixels, groups, channels / groups];
    const [dyGroups, xGroups] = [dy.reshape(grouped), x.reshape(grouped)];
    const dySum = dyGroups.sum(1, true); // [B, 1, G, C / G]
    const dyxSum = dyGroups.mul(xGroups).sum(1, true);
    return {
      x: () => {
        const weights = scale.reshape([1, 1, groups, channels / groups]);
        const count = (pixels * channels) / groups;
        const total = dySum.mul(weights).sum(3, true); // [B, 1, G, 1]
        const product = dyxSum.mul(weights).sum(3, true);
        const along = total.mul(mean).sub(product).mul(inverse.pow(3)).div(count);
        const constant = along.mul(mean).add(total.mul(inverse).div(count)).neg();
        const direct = dyGroups.mul(inverse.mul(weights));
        return direct.add(xGroups.mul(along)).add(constant).reshape(x.shape);
      },
      scale: () => dyxSum.sub(dySum.mul(mean)).mul(inverse).sum(0).reshape([channels]),
      offset: () => dySum.sum(0).reshape([channels]),
    };
  },
});

const runLayerNorm = addKernel({
  name: 'AlignDetLayerNorm',
  forward: ({ x, scale, offset }, { epsilon }) =>
    tidy(() => {
      const { mean, variance } = moments(x, -1, true); // [..., 1]
      const inverse = variance.add(Number(epsilon)).rsqrt();
      return [x.sub(mean).mul(inverse).mul(scale).add(offset), mean, inverse];
    }),
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, true],
  gradient: ([dy], [x, scale, mean, inverse]) => {
    const channels = scale.size;
    const normalised = x.sub(mean).mul(inverse);
    const rows = (values: Tensor) => values.reshape([-1, channels]).sum(0);
    return {
      x: () => {
        const scaledGradients = dy.mul(scale);
        const along = scaledGradients.mul(normalised).mean(-1, true);
        return scaledGradients.sub(scaledGradients.mean(-1, true)).sub(normalised.mul(along)).mul(inverse);
      },
      scale: () => rows(dy.mul(normalised)),
      offset: () => rows(dy),
    };
  },
});
