/** @module Optimizer options that differ between a checkpoint and the config: a resumed run uses the checkpoint's. */
import isEqual from 'lodash/isEqual.js';
import type { Optimizer, OptimizerState } from '../optim/index.js';

/** `optimizer.lr is 0.01 in the config, but 0.02 in the checkpoint`, once per option. */
export function overruledOptions(
  { groups }: Pick<Optimizer, 'groups'>,
  { param_groups: saved }: OptimizerState,
): string[] {
  const told = new Map<string, string>();
  groups.forEach(({ options }, g) => {
    const before: Record<string, unknown> = { ...saved[g], lr: saved[g]?.initial_lr ?? saved[g]?.lr };
    for (const [name, value] of Object.entries(options)) {
      const other = before[name];
      if (told.has(name) || other === undefined || isSame(value, other)) continue;
      told.set(
        name,
        `optimizer.${name} is ${JSON.stringify(value)} in the config, but ${JSON.stringify(other)} in the checkpoint`,
      );
    }
  });
  return [...told.values()];
}

/** Values of checkpoints may have been rounded to float32. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= 1e-6 * Math.abs(a);
  return isEqual(a, b);
}
