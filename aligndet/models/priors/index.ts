import { type ConfigOf, Registry } from '../../core/index.js';
import { anchorGenerator } from './anchor-generator.js';
import { mlvlPointGenerator } from './point-generator.js';

export { type AnchorGenerator, type AnchorOptions, buildAnchorGenerator } from './anchor-generator.js';
export { type PointGenerator, pointGenerator } from './point-generator.js';
export type { PriorGenerator, Size } from './prior-generator.js';

/** All built-in prior generator. */
export const priorGenerators = [anchorGenerator, mlvlPointGenerator] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    prior_generator: typeof priorGenerators;
  }
}

export type PriorGeneratorConfig = ConfigOf<(typeof priorGenerators)[number]>;

export const priorGeneratorRegistry = new Registry('prior_generator', priorGenerators);
