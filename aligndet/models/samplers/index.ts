import { type ConfigOf, Registry } from '../../core/index.js';
import { pseudoSamplerComponent } from './pseudo-sampler.js';
import { randomSamplerComponent } from './random-sampler.js';

export { pseudoSampler } from './pseudo-sampler.js';
export { type RandomSamplerOptions, randomSampler } from './random-sampler.js';
export type { Sampler } from './sampler.js';
export { indicesWhere, type SamplingResult, samplingResult } from './sampling-result.js';

/** All built-in sampler. */
export const samplers = [pseudoSamplerComponent, randomSamplerComponent] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    sampler: typeof samplers;
  }
}

export type SamplerConfig = ConfigOf<(typeof samplers)[number]>;

export const samplerRegistry = new Registry('sampler', samplers);
