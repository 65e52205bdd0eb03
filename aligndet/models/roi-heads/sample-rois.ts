/** @module Which proposals a second stage learns from. */
import type { RandomSource } from '../../core/index.js';
import type { Assigner, GroundTruth } from '../assigners/assigner.js';
import type { Sampler } from '../samplers/sampler.js';
import type { SamplingResult } from '../samplers/sampling-result.js';

/** How proposals are chosen. */
export interface RoiSampling {
  readonly assigner: Assigner;
  readonly sampler: Sampler;
}

/** @param proposals per image `[N, 4]`. @param groundTruths per image. */
export function sampleRois(
  proposals: readonly Float32Array[],
  groundTruths: readonly GroundTruth[],
  { assigner, sampler }: RoiSampling,
  random: RandomSource,
): SamplingResult[] {
  return proposals.map((boxes, image) =>
    sampler.sample(assigner.assign(boxes, groundTruths[image]), boxes, groundTruths[image], random),
  );
}
