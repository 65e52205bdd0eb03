/** @module The contract of samplers: which of the assigned priors are learned from. Dims: N priors, P positives. */
import type { RandomSource } from '../../core/index.js';
import type { AssignResult, GroundTruth } from '../assigners/assigner.js';
import type { SamplingResult } from './sampling-result.js';

export interface Sampler {
  /** Whether it takes every prior, so that losses count all of them instead of a sample. */
  readonly takesAll: boolean;
  /** @param boxes `[N, 4]` that were assigned. */
  sample(
    assigned: AssignResult,
    boxes: Float32Array,
    groundTruth: GroundTruth,
    random: RandomSource,
  ): SamplingResult;
}

declare module '../../core/registry.js' {
  interface Slots {
    sampler: Sampler;
  }
}
