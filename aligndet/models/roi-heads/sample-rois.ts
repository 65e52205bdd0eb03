/** @module Sampling of proposals for the training of a second stage. */
import type { RandomSource } from '../../core/index.js';
import type { Assigner, GroundTruth } from '../assigners/assigner.js';
import type { Sampler } from '../samplers/sampler.js';
import type { SamplingResult } from '../samplers/sampling-result.js';

/** Assigner and sampler. */
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
