/** @module NMS per class, on the outputs of a second stage. Dims: N boxes, K classes. */
import { batchedNms, type NmsConfig } from '../../nn/index.js';
import { takeRows } from '../../structures/index.js';

export interface ClassedBoxes {
  /** `[n, 5]`: x1, y1, x2, y2, score, by descending score. */
  readonly dets: Float32Array;
  /** `[n]` classes. */
  readonly labels: Int32Array;
}

export interface MulticlassNmsOptions {
  /** Score threshold (exclusive). */
  readonly scoreThr: number;
  readonly nms: NmsConfig | null;
  /** Max number of boxes; all if not positive. */
  readonly maxNum: number;
  /** `[N]` score factors, applied after the threshold. */
  readonly scoreFactors?: Float32Array;
}

/**
 * @param boxes `[N, 4]`, or `[N, 4 * K]` with boxes per class.
 * @param scores `[N, K + 1]`: the last column is the background.
 * @returns with `indices`: box * K + class of each.
 */
export function multiclassNms(
  boxes: Float32Array,
  scores: Float32Array,
  numClasses: number,
  { scoreThr, nms, maxNum, scoreFactors }: MulticlassNmsOptions,
): ClassedBoxes & { readonly indices: Int32Array } {
  const numBoxes = scores.length / (numClasses + 1);
  const isPerClass = boxes.length > 4 * numBoxes;
  const threshold = Math.fround(scoreThr);
  const candidates: number[] = [];
  const candidateScores: number[] = [];
  for (let box = 0; box < numBoxes; box++) {
    for (let label = 0; label < numClasses; label++) {
      const score = scores[box * (numClasses + 1) + label];
      if (!(score > threshold)) continue;
      candidates.push(box * numClasses + label);
      candidateScores.push(scoreFactors === undefined ? score : score * scoreFactors[box]);
    }
  }
  const labels = Int32Array.from(candidates, (candidate) => candidate % numClasses);
  if (candidates.length === 0) return { dets: new Float32Array(0), labels, indices: labels };
  const rows = isPerClass ? candidates : candidates.map((candidate) => Math.floor(candidate / numClasses));
  const found = batchedNms(takeRows(boxes, rows), Float32Array.from(candidateScores), labels, nms);
  const maxPerImage = maxNum > 0 ? Math.min(maxNum, found.keep.length) : found.keep.length;
  const keep = found.keep.subarray(0, maxPerImage);
  return {
    dets: found.dets.slice(0, 5 * maxPerImage),
    labels: keep.map((candidate) => labels[candidate]),
    indices: keep.map((candidate) => candidates[candidate]),
  };
}

/** Grouped as in results: by class, then by descending score. */
export function groupByClass({ dets, labels }: ClassedBoxes): ClassedBoxes & { readonly order: Int32Array } {
  const order = Int32Array.from(labels.keys());
  order.sort((a, b) => labels[a] - labels[b] || a - b);
  return { dets: takeRows(dets, order, 5), labels: order.map((i) => labels[i]), order };
}
