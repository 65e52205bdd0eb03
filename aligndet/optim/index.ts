import { Registry } from '../core/index.js';
import { adam, adamw } from './adam.js';
import { sgd } from './sgd.js';

export { scaledRate } from './auto-scale-lr.js';
export { type ClipGradConfig, clipFactor, clipGradSchema, gradientNorm } from './clip-grad.js';
export { emaMomentum } from './ema-momentum.js';
export { lrComponent, lrUpdaterRegistry, lrUpdaters } from './lr/index.js';
export { commonOptions, type Policy, type PolicyProgress, type RunProgress } from './lr/policy.js';
export { LrUpdater } from './lr/updater.js';
export { type Gradients, Optimizer, type OptimizerState, type UpdateRule } from './optimizer.js';
export type { OptimizerFactory } from './optimizer-factory.js';
export type { GroupOptions, ParamGroup } from './param-group.js';
export { type ParamwiseConfig, paramGroups } from './paramwise.js';

/** Every optimizer. */
export const optimizers = [sgd, adam, adamw] as const;

declare module '../core/registry.js' {
  interface SlotLists {
    optimizer: typeof optimizers;
  }
}

export const optimizerRegistry = new Registry('optimizer', optimizers);
