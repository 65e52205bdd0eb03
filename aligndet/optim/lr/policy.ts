/** @module The contract of learning-rate policies: the rate as a function of progress. */
import { z } from 'zod';

/** Progress of a run. Epochs and iterations start at 0. */
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

/** The rate without warm-up, of a group with the initial rate `base`. */
export type Policy = (base: number, progress: PolicyProgress) => number;

/** Options that every policy shares. */
export const commonOptions = {
  /** Count in epochs, otherwise in iterations. Default: the runner's own unit. */
  by_epoch: z.boolean().optional(),
  /** Warm-up strategy. */
  warmup: z.enum(['constant', 'linear', 'exp']).nullable().default(null),
  /** Length of the warm-up, in iterations or, with `warmup_by_epoch`, in epochs. */
  warmup_iters: z.number().int().nonnegative().default(0),
  /** Initial rate of the warm-up as a fraction of the rate. */
  warmup_ratio: z.number().gt(0).max(1).default(0.1),
  /** `warmup_iters` counts epochs. */
  warmup_by_epoch: z.boolean().default(false),
};

/** Options of policies with a final rate; exactly one of the two is given. */
export const minimumOptions = {
  /** Final rate. */
  min_lr: z.number().nonnegative().nullable().optional(),
  /** Final rate as a fraction of the initial rate. */
  min_lr_ratio: z.number().nonnegative().nullable().optional(),
};

/** The final rate given by {@link minimumOptions}. */
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

/** From `start` to `end` along half a cosine, for `fraction` from 0 to 1. */
export function annealCosine(start: number, end: number, fraction: number, weight = 1): number {
  return end + 0.5 * weight * (start - end) * (Math.cos(Math.PI * fraction) + 1);
}

export function annealLinear(start: number, end: number, fraction: number): number {
  return start + (end - start) * fraction;
}
