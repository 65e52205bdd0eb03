/** @module Losses of parts of a model under names and with weights of their own. */
import { type Tensor, tidy } from '../engine/index.js';
import type { Losses } from '../structures/index.js';

/** Whether an entry counts in the total, rather than being logged only. */
export function isLoss(name: string): boolean {
  return name.includes('loss');
}

/** @param rename gives each entry its name and what it is multiplied with. */
export function renamedLosses(
  losses: Losses,
  rename: (name: string) => { readonly name: string; readonly weight: number },
): Losses {
  return tidy(() => {
    const entries = Object.entries(losses).map(([old, value]) => {
      const { name, weight } = rename(old);
      const scaled = (loss: Tensor) => (weight === 1 ? loss : loss.mul(weight));
      return [name, Array.isArray(value) ? value.map(scaled) : scaled(value)];
    });
    return Object.fromEntries(entries) as Losses;
  });
}
