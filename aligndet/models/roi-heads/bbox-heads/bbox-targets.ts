/** @module Targets of sampled RoIs. Dims: R RoIs of all images: per image its positives, then its negatives. */
import { concatRows } from '../../../structures/index.js';
import type { BBoxCoder } from '../../coders/bbox-coder.js';
import type { SamplingResult } from '../../samplers/sampling-result.js';

export interface BBoxTargets {
  /** `[R]`; background for negatives. */
  readonly labels: Int32Array;
  /** `[R]`. */
  readonly labelWeights: Float32Array;
  /** `[R, 4]` codes, or boxes if these are regressed; zeros for negatives. */
  readonly boxTargets: Float32Array;
  /** `[R, 4]`: 1 for positives, 0 for negatives. */
  readonly boxWeights: Float32Array;
}

export interface BBoxTargetOptions {
  /** Label of the background. */
  readonly background: number;
  readonly posWeight: number;
  readonly coder: BBoxCoder;
  readonly regressesBoxes: boolean;
}

export function bboxTargets(samples: readonly SamplingResult[], options: BBoxTargetOptions): BBoxTargets {
  const { background, posWeight, coder, regressesBoxes } = options;
  const numRois = samples.reduce((sum, { posInds, negInds }) => sum + posInds.length + negInds.length, 0);
  const labels = new Int32Array(numRois).fill(background);
  const labelWeights = new Float32Array(numRois).fill(1);
  const boxTargets = new Float32Array(4 * numRois);
  const boxWeights = new Float32Array(4 * numRois);
  let row = 0;
  for (const { posInds, negInds, posBoxes, posGtBoxes, posGtLabels } of samples) {
    const numPos = posInds.length;
    labels.set(posGtLabels ?? new Int32Array(numPos), row);
    labelWeights.fill(posWeight, row, row + numPos);
    boxTargets.set(regressesBoxes ? posGtBoxes : coder.encode(posBoxes, posGtBoxes), 4 * row);
    boxWeights.fill(1, 4 * row, 4 * (row + numPos));
    row += numPos + negInds.length;
  }
  return { labels, labelWeights, boxTargets, boxWeights };
}

/** The boxes of each image in the order of the targets: positives, then negatives. */
export function sampledBoxes(samples: readonly SamplingResult[]): Float32Array[] {
  return samples.map(({ posBoxes, negBoxes }) => concatRows([posBoxes, negBoxes]));
}
