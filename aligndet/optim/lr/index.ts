import { Registry } from '../../core/index.js';
import { cosineRestart, cyclic, oneCycle } from './cyclic.js';
import {
  cosineAnnealing,
  exp,
  fixed,
  flatCosineAnnealing,
  inv,
  linearAnnealing,
  poly,
  step,
} from './monotone.js';

/** All learning-rate policies. */
export const lrUpdaters = [
  fixed,
  step,
  exp,
  poly,
  inv,
  cosineAnnealing,
  flatCosineAnnealing,
  cosineRestart,
  cyclic,
  oneCycle,
  linearAnnealing,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    lr_updater: typeof lrUpdaters;
  }
}

export const lrUpdaterRegistry = new Registry('lr_updater', lrUpdaters);

/** `lr_config` as a component: mmcv writes `policy: 'step'`, in lower case or as published. */
export function lrComponent({ policy, ...options }: { policy: string; [option: string]: unknown }): {
  type: string;
  [option: string]: unknown;
} {
  const type = policy === policy.toLowerCase() ? policy.charAt(0).toUpperCase() + policy.slice(1) : policy;
  return { type, ...options };
}
