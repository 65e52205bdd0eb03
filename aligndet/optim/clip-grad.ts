/** @module Gradient clipping, as `torch.nn.utils.clip_grad_norm_`. */
import { z } from 'zod';
import { addN, type Scalar, scalar, type Tensor, tidy } from '../engine/index.js';
import type { Gradients } from './optimizer.js';

export const clipGradSchema = z.strictObject({
  /** Largest norm of all gradients together. */
  max_norm: z.number().positive(),
  /** Order of the norm; `inf` is the largest magnitude. */
  norm_type: z.union([z.number().positive(), z.literal('inf')]).default(2),
});

export type ClipGradConfig = z.output<typeof clipGradSchema>;

/** Kept from the denominator's zero, as PyTorch does. */
const EPSILON = 1e-6;

/** Norm of all gradients as one vector. */
export function gradientNorm(gradients: Gradients, order: number | 'inf' = 2): number {
  const norm = tidy(() => {
    const all = [...gradients.values()];
    if (all.length === 0) return scalar(0);
    if (order === 'inf' || order === Number.POSITIVE_INFINITY) {
      return all.map((gradient) => gradient.abs().max() as Scalar).reduce((a, b) => a.maximum(b) as Scalar);
    }
    if (order === 2) return addN(all.map((gradient) => gradient.square().sum() as Scalar)).sqrt() as Scalar;
    return addN(all.map((gradient) => gradient.abs().pow(order).sum() as Scalar)).pow(1 / order) as Scalar;
  });
  const [value] = norm.dataSync();
  norm.dispose();
  return value;
}

/**
 * Scales all gradients by `max_norm / (norm + 1e-6)`, at most 1.
 *
 * @returns the norm before clipping, and new gradients that the caller owns.
 */
export function clipGradients(
  gradients: Gradients,
  { max_norm: maxNorm, norm_type: order }: ClipGradConfig,
): { norm: number; gradients: Map<Gradients extends ReadonlyMap<infer P, unknown> ? P : never, Tensor> } {
  const norm = gradientNorm(gradients, order);
  const factor = Math.min(maxNorm / (norm + EPSILON), 1);
  const scaled = new Map(
    [...gradients].map(([parameter, gradient]) => [parameter, gradient.mul(factor)] as const),
  );
  return { norm, gradients: scaled };
}
