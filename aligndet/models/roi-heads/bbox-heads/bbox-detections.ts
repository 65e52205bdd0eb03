/** @module Post-processing of a box head's outputs for one image. Dims: R RoIs, K classes. */
import type { ImageMeta } from '../../../structures/index.js';
import { scaleBoxes } from '../../../structures/index.js';
import type { BBoxCoder } from '../../coders/bbox-coder.js';

export interface ScoredBoxes {
  /** `[R, 4]` or `[R, 4 * K]`. */
  readonly boxes: Float32Array;
  /** `[R, K + 1]` probabilities, background last. */
  readonly scores: Float32Array;
}

/** Outputs for the RoIs of one image, as plain arrays. */
export interface RoiOutputs {
  /** `[R, 4]` xyxy in input pixels. */
  readonly rois: Float32Array;
  /** `[R, K + 1]` logits. */
  readonly clsScore: Float32Array;
  /** `[R, 4]` or `[R, 4 * K]` codes. */
  readonly bboxPred?: Float32Array;
}

/**
 * Decoded boxes with their class probabilities.
 *
 * @param rescales whether boxes are returned in pixels of the original image.
 */
export function scoredBoxes(
  { rois, clsScore, bboxPred }: RoiOutputs,
  numClasses: number,
  coder: BBoxCoder,
  meta: Pick<ImageMeta, 'img_shape' | 'scale_factor'>,
  rescales: boolean,
): ScoredBoxes {
  const boxes = bboxPred === undefined ? rois : coder.decode(rois, bboxPred, meta.img_shape);
  return {
    boxes: rescales ? scaleBoxes(boxes, meta.scale_factor, -1) : boxes,
    scores: softmaxRows(clsScore, numClasses + 1),
  };
}

/** Probabilities of each row of `width` logits. */
export function softmaxRows(logits: Float32Array, width: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += width) {
    let largest = -Infinity;
    for (let i = start; i < start + width; i++) largest = Math.max(largest, logits[i]);
    let sum = 0;
    for (let i = start; i < start + width; i++) {
      probabilities[i] = Math.exp(logits[i] - largest);
      sum += probabilities[i];
    }
    for (let i = start; i < start + width; i++) probabilities[i] /= sum;
  }
  return probabilities;
}
