/** @module The contract of samplers: the selection of assigned priors for training. Dims: N priors, P positives. */
import type { RandomSource } from '../../core/index.js';
import type { AssignResult, GroundTruth } from '../assigners/assigner.js';
import type { SamplingResult } from './sampling-result.js';

export interface Sampler {
  /** Whether it selects all priors, so that losses use all of them instead of a sample. */
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
