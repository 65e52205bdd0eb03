/** @module What a branch leaves out at random in training before its shortcut is added: mmcv's `dropout_layer`. */
import { z } from 'zod';
import { Dropout, DropPath } from '../../nn/index.js';

/** A share of something that is left out. */
export const fraction = z.number().min(0).max(1);

export const branchDropoutSchema = z.strictObject({
  /** Single numbers (`Dropout`), or the whole branch (`DropPath`). */
  type: z.enum(['Dropout', 'DropPath']),
  /** Share that is left out; 0.5 of the numbers or 0.1 of the branches when absent. */
  drop_prob: fraction.optional(),
  /** Accepted as published; nothing is computed in place. */
  inplace: z.boolean().optional(),
});

type BranchDropoutConfig = z.output<typeof branchDropoutSchema>;

/** @returns nothing where there is nothing to leave out. */
export function branchDropout(config: BranchDropoutConfig | null): Dropout | DropPath | undefined {
  if (config === null) return undefined;
  return config.type === 'DropPath'
    ? new DropPath(config.drop_prob ?? 0.1)
    : new Dropout(config.drop_prob ?? 0.5);
}
