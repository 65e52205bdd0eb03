/** @module Weighting and reduction of losses per element, and the options that all losses share. */
import { z } from 'zod';
import { ConfigError } from '../../core/index.js';
import type { Tensor } from '../../engine/index.js';
import type { LossOptions, Reduction } from './loss.js';

/** float32 machine epsilon: added to every average factor, so that 0 / 0 does not occur. */
const EPSILON = 1.1920928955078125e-7;

export const lossOptions = {
  /** Reduction over the elements; `none` keeps them. */
  reduction: z.enum(['none', 'mean', 'sum']).default('mean'),
  /** Weight of this loss in the total. */
  loss_weight: z.number().default(1),
};

/** The parsed {@link lossOptions}. */
export interface Reducing {
  readonly reduction: Reduction;
  readonly lossWeight: number;
}

/**
 * Applies weights, reduction, and the loss weight.
 *
 * @param losses of each element, or of each row.
 * @throws {ConfigError} for an average factor with the reduction `sum`.
 */
export function reduced(losses: Tensor, configured: Reducing, options: LossOptions): Tensor {
  const { weight, avgFactor } = options;
  const weighed = weight === undefined ? losses : losses.mul(weight);
  return reduceOnly(weighed, options.reduction ?? configured.reduction, avgFactor).mul(configured.lossWeight);
}

function reduceOnly(losses: Tensor, reduction: Reduction, avgFactor: LossOptions['avgFactor']): Tensor {
  if (reduction === 'none') return losses;
  if (avgFactor === undefined) return reduction === 'mean' ? losses.mean() : losses.sum();
  if (reduction === 'sum')
    throw new ConfigError('A loss with reduction "sum" does not support an average factor.');
  return losses.sum().div(typeof avgFactor === 'number' ? avgFactor + EPSILON : avgFactor.add(EPSILON));
}

/** Weights of rows `[N]` with losses `[N, K]` apply to each of the K. */
export function perElement(weight: Tensor | undefined, losses: Tensor): Tensor | undefined {
  if (weight === undefined || weight.rank === losses.rank) return weight;
  return weight.size === losses.size ? weight.reshape(losses.shape) : weight.reshape([-1, 1]);
}
