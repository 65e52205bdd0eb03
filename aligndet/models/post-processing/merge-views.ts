/** @module Merges the detections of several views of one image (test-time augmentation). Dims: N boxes, K classes. */
import { nms } from '../../nn/index.js';
import { concatRows, type ImageMeta, mapBoxesBack, takeRows, withoutScores } from '../../structures/index.js';

/**
 * NMS over the proposals of all views, in pixels of the original image.
 *
 * @param ofViews per view `[N, 5]` in its own pixels.
 * @returns at most `maxPerImage`, by descending score.
 */
export function mergeProposals(
  ofViews: readonly Float32Array[],
  metas: readonly ImageMeta[],
  iouThreshold: number,
  maxPerImage: number,
): Float32Array {
  const boxes = concatRows(ofViews.map((dets, view) => mapBoxesBack(withoutScores(dets), metas[view])));
  const scores = concatRows(ofViews.map((dets) => takeColumn(dets)));
  const keep = nms(boxes, scores, { iouThreshold }).slice(0, maxPerImage);
  const merged = new Float32Array(5 * keep.length);
  keep.forEach((index, row) => {
    merged.set(boxes.subarray(4 * index, 4 * index + 4), 5 * row);
    merged[5 * row + 4] = scores[index];
  });
  return merged;
}

function takeColumn(dets: Float32Array): Float32Array {
  return takeRows(
    dets,
    Float64Array.from({ length: dets.length / 5 }, (_, row) => 5 * row + 4),
    1,
  );
}

/**
 * Mean over the views' predictions for the same proposals, in pixels of the original image.
 *
 * @param ofViews per view boxes `[N, 4 * K]` in its own pixels and scores `[N, K + 1]`.
 */
export function mergeScoredBoxes(
  ofViews: readonly { readonly boxes: Float32Array; readonly scores: Float32Array }[],
  metas: readonly ImageMeta[],
): { boxes: Float32Array; scores: Float32Array } {
  return {
    boxes: mean(ofViews.map(({ boxes }, view) => mapBoxesBack(boxes, metas[view]))),
    scores: mean(ofViews.map(({ scores }) => scores)),
  };
}

/** Element-wise mean of arrays, in float32. */
export function mean(arrays: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(arrays[0].length);
  for (const array of arrays) for (let i = 0; i < total.length; i++) total[i] += array[i];
  return total.map((sum) => sum / arrays.length);
}
