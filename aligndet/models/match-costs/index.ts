import { type ConfigOf, Registry } from '../../core/index.js';
import { crossEntropyLossCost, diceCost, focalLossCost } from './mask-costs.js';
import { boxL1Cost, classificationCost, iouCost } from './match-costs.js';

export type { CostRows, MatchCost } from './match-costs.js';

/** All built-in match cost. */
export const matchCosts = [
  boxL1Cost,
  classificationCost,
  crossEntropyLossCost,
  diceCost,
  focalLossCost,
  iouCost,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    match_cost: typeof matchCosts;
  }
}

export type MatchCostConfig = ConfigOf<(typeof matchCosts)[number]>;

export const matchCostRegistry = new Registry('match_cost', matchCosts);
