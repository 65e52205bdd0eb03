/** @module Gradient clipping, as `torch.nn.utils.clip_grad_norm_`. */
import { z } from 'zod';
import { addN, compile, type Tensor, tidy } from '../engine/index.js';
import type { Gradients } from './optimizer.js';

export const clipGradSchema = z.strictObject({
  /** Max total norm of all gradients. */
  max_norm: z.number().positive(),
  /** Order of the norm; `inf` is the max magnitude. */
  norm_type: z.union([z.number().positive(), z.literal('inf')]).default(2),
});

export type ClipGradConfig = z.output<typeof clipGradSchema>;

/** Avoids a zero denominator, as in PyTorch. */
const EPSILON = 1e-6;

/** Norm of all gradients as one vector. */
export function gradientNorm(gradients: Gradients, order: number | 'inf' = 2): number {
  if (gradients.size === 0) return 0;
  const norm = normOf([...gradients.values()], order);
  const [value] = norm.dataSync();
  norm.dispose();
  return value;
}

const normOf = compile(
  (all: readonly Tensor[], order: number | 'inf'): Tensor =>
    tidy(() => {
      if (order === 'inf' || order === Number.POSITIVE_INFINITY) {
        return all.map((gradient) => gradient.abs().max()).reduce((a, b) => a.maximum(b));
      }
      if (order === 2) return addN(all.map((gradient) => gradient.square().sum())).sqrt();
      return addN(all.map((gradient) => gradient.abs().pow(order).sum())).pow(1 / order);
    }),
);

/**
 * The factor of all gradients: `max_norm / (norm + 1e-6)`, at most 1.
 *
 * @returns the norm before clipping, and the factor.
 */
export function clipFactor(
  gradients: Gradients,
  { max_norm: maxNorm, norm_type: order }: ClipGradConfig,
): { norm: number; factor: number } {
  const norm = gradientNorm(gradients, order);
  return { norm, factor: Math.min(maxNorm / (norm + EPSILON), 1) };
}
