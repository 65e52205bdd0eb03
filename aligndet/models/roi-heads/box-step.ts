/** @module Training step of one box head on sampled RoIs. Dims: R RoIs of all images, h, w, C. */
import type { Tensor4D } from '../../engine/index.js';
import { toRois } from '../../structures/index.js';
import type { SamplingResult } from '../samplers/sampling-result.js';
import type { BBoxHead, BBoxOutputs } from './bbox-heads/bbox-head.js';
import { type BBoxTargets, sampledBoxes } from './bbox-heads/bbox-targets.js';

export interface BoxStep {
  /** Per image. */
  readonly samples: readonly SamplingResult[];
  /** `[R, 5]`: per image the positives, then the negatives. */
  readonly rois: Float32Array;
  readonly outputs: BBoxOutputs;
  readonly targets: BBoxTargets;
}

/** @param read returns the features `[R, h, w, C]` of RoIs. */
export function boxStep(
  head: BBoxHead,
  samples: readonly SamplingResult[],
  posWeight: number,
  read: (rois: Float32Array) => Tensor4D,
): BoxStep {
  const rois = toRois(sampledBoxes(samples));
  return { samples, rois, outputs: head.forward(read(rois)), targets: head.targets(samples, posWeight) };
}
