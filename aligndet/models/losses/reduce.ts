/** @module From one value per element to the value of a loss: mmdetection's `weight_reduce_loss`. */
import { z } from 'zod';
import { ConfigError } from '../../core/index.js';
import type { Tensor } from '../../engine/index.js';
import type { LossOptions, Reduction } from './loss.js';

export const reductionOption = z.enum(['none', 'mean', 'sum']).default('mean');

/** Factor of a loss in the total. */
export const lossWeightOption = z.number().default(1);

/** PyTorch's float32 epsilon, which keeps a sum of no elements from being divided by 0. */
const EPSILON = 2 ** -23;

/**
 * @param values one per element, or per row.
 * @param configured the reduction that the options may override.
 */
export function reduceLoss(
  values: Tensor,
  { weight, avgFactor, reduction }: Pick<LossOptions, 'weight' | 'avgFactor' | 'reduction'>,
  configured: Reduction,
): Tensor {
  const wanted = reduction ?? configured;
  const weighted = weight === undefined ? values : values.mul(spread(weight, values.rank));
  if (wanted === 'none') return weighted;
  if (avgFactor === undefined) return wanted === 'mean' ? weighted.mean() : weighted.sum();
  if (wanted === 'sum') throw new ConfigError('avg_factor cannot be used with reduction "sum".');
  return weighted.sum().div(typeof avgFactor === 'number' ? avgFactor + EPSILON : avgFactor.add(EPSILON));
}

/** Weights of rows, for values of more axes. */
function spread(weight: Tensor, rank: number): Tensor {
  return weight.rank < rank
    ? weight.reshape([...weight.shape, ...new Array(rank - weight.rank).fill(1)])
    : weight;
}
