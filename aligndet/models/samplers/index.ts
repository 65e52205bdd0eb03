import { type ConfigOf, Registry } from '../../core/index.js';
import { pseudoSampler } from './pseudo-sampler.js';
import { randomSampler } from './random-sampler.js';

export { takeAllSampler } from './pseudo-sampler.js';
export { buildRandomSampler, type RandomSamplerOptions } from './random-sampler.js';
export type { Sampler } from './sampler.js';
export { indicesWhere, type SamplingResult, samplingResult } from './sampling-result.js';

/** All built-in sampler. */
export const samplers = [pseudoSampler, randomSampler] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    sampler: typeof samplers;
  }
}

export type SamplerConfig = ConfigOf<(typeof samplers)[number]>;

export const samplerRegistry = new Registry('sampler', samplers);
