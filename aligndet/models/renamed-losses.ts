/** @module Losses of modules, renamed and weighted. */
import { type Tensor, tidy } from '../engine/index.js';
import type { Losses } from '../structures/index.js';

/** Whether an entry is part of the total, rather than logged only. */
export function isLoss(name: string): boolean {
  return name.includes('loss');
}

/** @param rename returns the name and weight of each entry. */
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
