/**
 * @module Box refinement: the boxes of one stage of a cascade are the RoIs of the next: Cascade R-CNN,
 * https://arxiv.org/abs/1712.00726, section 4. Dims: R RoIs of an image, K classes.
 */
import type { ImageMeta } from '../../../structures/index.js';
import { takeRows } from '../../../structures/index.js';
import type { BBoxCoder } from '../../coders/bbox-coder.js';
import type { SamplingResult } from '../../samplers/sampling-result.js';
import type { RoiOutputs } from '../bbox-heads/bbox-detections.js';

/**
 * Each RoI's box of one class.
 *
 * @param labels `[R]`; background is replaced by the class of the highest score.
 * @returns `[R, 4]`.
 */
export function refinedBoxes(
  { rois, clsScore, bboxPred }: Required<RoiOutputs>,
  labels: Int32Array | undefined,
  numClasses: number,
  coder: BBoxCoder,
  { img_shape: shape }: Pick<ImageMeta, 'img_shape'>,
): Float32Array {
  const numRois = rois.length / 4;
  if (numRois === 0) return new Float32Array(0);
  if (bboxPred.length === rois.length) return coder.decode(rois, bboxPred, shape);
  const rows = Array.from({ length: numRois }, (_, roi) => {
    const label = labels?.[roi] ?? numClasses;
    return roi * numClasses + (label < numClasses ? label : bestClass(clsScore, roi, numClasses));
  });
  return coder.decode(rois, takeRows(bboxPred, rows), shape);
}

function bestClass(clsScore: Float32Array, roi: number, numClasses: number): number {
  const start = roi * (numClasses + 1); // the background is last
  let best = 0;
  for (let label = 1; label < numClasses; label++) {
    if (clsScore[start + label] > clsScore[start + best]) best = label;
  }
  return best;
}

/** Rows of the sampled RoIs (positives first) that are not ground truths themselves. */
export function withoutGroundTruths(
  boxes: Float32Array,
  { posIsGt }: Pick<SamplingResult, 'posIsGt'>,
): Float32Array {
  const kept = Array.from({ length: boxes.length / 4 }, (_, row) => row).filter((row) => posIsGt[row] !== 1);
  return takeRows(boxes, kept);
}
