/** @module From losses per element to what a loss returns, and the options that all losses share. */
import { z } from 'zod';
import { ConfigError } from '../../core/index.js';
import type { Tensor } from '../../engine/index.js';
import type { LossOptions, Reduction } from './loss.js';

/** float32's distance from 1 to the next number: added to every average factor, so that 0 divides nothing by 0. */
const EPSILON = 1.1920928955078125e-7;

export const lossOptions = {
  /** How the losses of all elements become one; `none` keeps them. */
  reduction: z.enum(['none', 'mean', 'sum']).default('mean'),
  /** Factor of this loss in the total. */
  loss_weight: z.number().default(1),
};

/** What {@link lossOptions} become. */
export interface Reducing {
  readonly reduction: Reduction;
  readonly lossWeight: number;
}

/**
 * Weighs, reduces, and applies the loss's own factor.
 *
 * @param losses of each element, or of each row.
 * @throws {ConfigError} for an average factor with a sum.
 */
export function reduced(losses: Tensor, configured: Reducing, options: LossOptions): Tensor {
  const { weight, avgFactor } = options;
  const weighed = weight === undefined ? losses : losses.mul(weight);
  return reduceOnly(weighed, options.reduction ?? configured.reduction, avgFactor).mul(configured.lossWeight);
}

function reduceOnly(losses: Tensor, reduction: Reduction, avgFactor: LossOptions['avgFactor']): Tensor {
  if (reduction === 'none') return losses;
  if (avgFactor === undefined) return reduction === 'mean' ? losses.mean() : losses.sum();
  if (reduction === 'sum') throw new ConfigError('A loss with reduction "sum" takes no average factor.');
  return losses.sum().div(typeof avgFactor === 'number' ? avgFactor + EPSILON : avgFactor.add(EPSILON));
}

/** Weights of rows `[N]` beside losses `[N, K]` count for each of the K. */
export function perElement(weight: Tensor | undefined, losses: Tensor): Tensor | undefined {
  if (weight === undefined || weight.rank === losses.rank) return weight;
  return weight.size === losses.size ? weight.reshape(losses.shape) : weight.reshape([-1, 1]);
}
