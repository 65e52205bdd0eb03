/** @module Result of building an `optimizer` config: a factory that takes the model's parameters. */
import type { Optimizer } from './optimizer.js';
import type { GroupOptions, ParamGroup } from './param-group.js';

export interface OptimizerFactory {
  /** Default options of a group. */
  readonly defaults: GroupOptions;
  create(groups: readonly ParamGroup[]): Optimizer;
}

declare module '../core/registry.js' {
  interface Slots {
    optimizer: OptimizerFactory;
  }
}
