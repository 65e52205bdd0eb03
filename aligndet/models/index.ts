import type { Registry } from '../core/index.js';
import { assignerRegistry, iouCalculatorRegistry } from './assigners/index.js';
import { bboxCoderRegistry } from './coders/index.js';
import { priorGeneratorRegistry } from './priors/index.js';
import { samplerRegistry } from './samplers/index.js';

export * from './assigners/index.js';
export * from './coders/index.js';
export * from './priors/index.js';
export * from './samplers/index.js';

/** The registries of everything that a model is made of. */
export const modelRegistries: readonly Registry[] = [
  priorGeneratorRegistry,
  bboxCoderRegistry,
  iouCalculatorRegistry,
  assignerRegistry,
  samplerRegistry,
];
