/** @module What an `optimizer` config builds: the optimizer still needs the model's parameters. */
import type { Optimizer } from './optimizer.js';
import type { GroupOptions, ParamGroup } from './param-group.js';

export interface OptimizerFactory {
  /** Options of a group that sets none itself. */
  readonly defaults: GroupOptions;
  create(groups: readonly ParamGroup[]): Optimizer;
}

declare module '../core/registry.js' {
  interface Slots {
    optimizer: OptimizerFactory;
  }
}
