/** @module Which proposals a second stage learns from. */
import type { RandomSource } from '../../core/index.js';
import type { Assigner, GroundTruth } from '../assigners/assigner.js';
import type { Sampler } from '../samplers/sampler.js';
import type { SamplingResult } from '../samplers/sampling-result.js';

/** How proposals are chosen. */
export interface RegionSampling {
  readonly assigner: Assigner;
  readonly sampler: Sampler;
}

/** @param proposals per image `[N, 4]`. @param truths per image. */
export function sampleRegions(
  proposals: readonly Float32Array[],
  truths: readonly GroundTruth[],
  { assigner, sampler }: RegionSampling,
  random: RandomSource,
): SamplingResult[] {
  return proposals.map((boxes, image) =>
    sampler.sample(assigner.assign(boxes, truths[image]), boxes, truths[image], random),
  );
}
