/**
 * @module Recall of proposals: the fraction of ground truth boxes covered by the top proposals of each image.
 *
 * Each ground truth box gets its own proposal, pairs of max IoU first. Dims: M ground truth boxes and N proposals of an
 * image, P proposal limits, T IoU thresholds.
 */
import { boxOverlaps } from './box-overlaps.js';

export interface RecallOptions {
  /** Proposal limits per image, ascending. */
  readonly proposalNums: readonly number[];
  readonly iouThresholds: ArrayLike<number>;
  /** Includes the last pixel of a box, as in PASCAL VOC. */
  readonly usesLegacyCoordinates?: boolean;
}

/**
 * @param groundTruth `[M, 4]` xyxy for each image.
 * @param proposals `[N, 5]` xyxy and score for each image.
 * @returns `[P, T]` in [0, 1]; NaN if no image has a ground truth box.
 */
export function evaluateRecalls(
  groundTruth: readonly Float32Array[],
  proposals: readonly Float32Array[],
  { proposalNums, iouThresholds, usesLegacyCoordinates = false }: RecallOptions,
): Float64Array {
  const total = groundTruth.reduce((sum, { length }) => sum + length / 4, 0);
  const thresholds = Float32Array.from(iouThresholds); // compared in float32, as the overlaps are
  const counts = new Float64Array(proposalNums.length * thresholds.length);
  for (const [i, boxes] of groundTruth.entries()) {
    if (boxes.length === 0) continue;
    const ranked = byDescendingScore(proposals[i], proposalNums[proposalNums.length - 1]);
    const overlaps = boxOverlaps(boxes, 4, ranked, 5, usesLegacyCoordinates ? 1 : 0);
    for (const [p, limit] of proposalNums.entries()) {
      const best = assignGreedily(overlaps, boxes.length / 4, ranked.length / 5, limit);
      for (let t = 0; t < thresholds.length; t++) {
        for (const overlap of best) if (overlap >= thresholds[t]) counts[p * thresholds.length + t]++;
      }
    }
  }
  return counts.map((count) => count / total);
}

/** The top `limit` rows; on a tie the later row first, as in the reversed order of mmdetection. */
function byDescendingScore(proposals: Float32Array, limit: number): Float32Array {
  const order = Array.from({ length: proposals.length / 5 }, (_, i) => i);
  order.sort((a, b) => proposals[5 * b + 4] - proposals[5 * a + 4] || b - a);
  const ranked = new Float32Array(5 * Math.min(limit, order.length));
  for (let i = 0; 5 * i < ranked.length; i++) {
    ranked.set(proposals.subarray(5 * order[i], 5 * order[i] + 5), 5 * i);
  }
  return ranked;
}

/**
 * IoU of each ground truth box with its proposal among the first `limit`; 0 without proposals, -1 if all are taken.
 *
 * @param overlaps `[M, N]`.
 */
function assignGreedily(overlaps: Float32Array, m: number, n: number, limit: number): Float32Array {
  const count = Math.min(n, limit);
  const best = new Float32Array(m);
  if (count === 0) return best;
  const isFree = new Uint8Array(count).fill(1);
  const column = new Int32Array(m);
  const isOpen = new Uint8Array(m).fill(1);
  for (let row = 0; row < m; row++) column[row] = bestFree(overlaps, row * n, isFree);
  for (let round = 0; round < m; round++) {
    let chosen = -1;
    let reached = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < m; row++) {
      if (isOpen[row] === 0) continue;
      const overlap = column[row] < 0 ? -1 : overlaps[row * n + column[row]];
      if (overlap > reached) {
        reached = overlap;
        chosen = row;
      }
    }
    best[chosen] = reached;
    isOpen[chosen] = 0;
    const taken = column[chosen];
    if (taken < 0) continue;
    isFree[taken] = 0;
    for (let row = 0; row < m; row++) {
      if (isOpen[row] === 1 && column[row] === taken) column[row] = bestFree(overlaps, row * n, isFree);
    }
  }
  return best;
}

/** The first free column of max IoU, or -1. */
function bestFree(overlaps: Float32Array, offset: number, isFree: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < isFree.length; i++) {
    if (isFree[i] === 1 && (best < 0 || overlaps[offset + i] > overlaps[offset + best])) best = i;
  }
  return best;
}
