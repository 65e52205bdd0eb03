/** @module What a learning-rate policy is: a rate as a function of how far the run has come. */
import { z } from 'zod';

/** How far a run is. Epochs and iterations count from 0. */
export interface RunProgress {
  readonly epoch: number;
  readonly iter: number;
  readonly maxEpochs: number;
  readonly maxIters: number;
}

/** Progress in the unit of the policy: epochs, or iterations. */
export interface PolicyProgress {
  readonly done: number;
  readonly total: number;
}

/** The rate without warm-up, of a group that starts at `base`. */
export type Policy = (base: number, progress: PolicyProgress) => number;

/** Options that every policy shares. */
export const commonOptions = {
  /** Count in epochs; else in iterations. The runner's own unit when absent. */
  by_epoch: z.boolean().optional(),
  /** How the rate rises at the start. */
  warmup: z.enum(['constant', 'linear', 'exp']).nullable().default(null),
  /** Length of the warm-up, in iterations or, with `warmup_by_epoch`, in epochs. */
  warmup_iters: z.number().int().nonnegative().default(0),
  /** Share of the rate that the warm-up starts with. */
  warmup_ratio: z.number().gt(0).max(1).default(0.1),
  /** `warmup_iters` counts epochs. */
  warmup_by_epoch: z.boolean().default(false),
};

/** What policies that end at a small rate share; exactly one of the two is given. */
export const minimumOptions = {
  /** Rate at the end. */
  min_lr: z.number().nonnegative().nullable().optional(),
  /** Rate at the end as a share of the rate at the start. */
  min_lr_ratio: z.number().nonnegative().nullable().optional(),
};

/** The final rate that {@link minimumOptions} name. */
export function finalRate(
  base: number,
  { min_lr: rate, min_lr_ratio: ratio }: { min_lr?: number | null; min_lr_ratio?: number | null },
): number {
  return ratio === null || ratio === undefined ? (rate as number) : base * ratio;
}

/** Exactly one of `min_lr` and `min_lr_ratio`. */
export function hasOneMinimum(options: { min_lr?: number | null; min_lr_ratio?: number | null }): boolean {
  return (options.min_lr ?? null) === null
    ? (options.min_lr_ratio ?? null) !== null
    : (options.min_lr_ratio ?? null) === null;
}

export const ONE_MINIMUM = 'Give exactly one of min_lr and min_lr_ratio';

/** From `start` to `end` along half a cosine, as `fraction` goes from 0 to 1. */
export function annealCosine(start: number, end: number, fraction: number, weight = 1): number {
  return end + 0.5 * weight * (start - end) * (Math.cos(Math.PI * fraction) + 1);
}

export function annealLinear(start: number, end: number, fraction: number): number {
  return start + (end - start) * fraction;
}
