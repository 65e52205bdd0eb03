/** @module Flags of every command that loads weights. */
import type { WeightSources } from '../run/index.js';

export interface WeightFlags {
  readonly offline?: boolean;
  readonly 'allow-partial'?: boolean;
}

export function weightSources({ offline, 'allow-partial': allowPartial }: WeightFlags): WeightSources {
  return {
    ...(offline !== undefined && { offline }),
    ...(allowPartial !== undefined && { allowPartial }),
  };
}
