/** @module Dropout of a residual branch: mmcv's `dropout_layer`. */
import { z } from 'zod';
import { Dropout, DropPath } from '../../nn/index.js';

/** A dropout rate. */
export const fraction = z.number().min(0).max(1);

export const branchDropoutSchema = z.strictObject({
  /** Single elements (`Dropout`), or the whole branch (`DropPath`). */
  type: z.enum(['Dropout', 'DropPath']),
  /** Dropout rate; default: 0.5 of the elements or 0.1 of the branches. */
  drop_prob: fraction.optional(),
  /** Accepted for compatibility; nothing is computed in place. */
  inplace: z.boolean().optional(),
});

type BranchDropoutConfig = z.output<typeof branchDropoutSchema>;

/** @returns `undefined` for a rate of 0. */
export function branchDropout(config: BranchDropoutConfig | null): Dropout | DropPath | undefined {
  if (config === null) return undefined;
  return config.type === 'DropPath'
    ? new DropPath(config.drop_prob ?? 0.1)
    : new Dropout(config.drop_prob ?? 0.5);
}
