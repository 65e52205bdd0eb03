/**
 * @module Precision and recall of one category from its matches.
 *
 * Precision changes only at true positives, so only matched detections are visited; the others are counted by running
 * sums. Dims: D detections of the category, A area ranges, M limits of detections, T IoU thresholds, R recall values.
 */
import { FOUND, IGNORED, type Matches } from './matching.js';
import type { AreaRange, Protocol } from './protocol.js';

/** Avoids 0 / 0; pycocotools adds it to every denominator. */
const SPACING_OF_ONE = 2 ** -52;

/** The category's detections within the limit, by descending score. */
export interface RankedDetections {
  readonly areas: Float64Array;
  /** Rank of each among the detections of its image. */
  readonly ranks: Int32Array;
  readonly largestRank: number;
}

/** Receives the curve of one area range, limit and threshold. */
export type CurveSink = (a: number, m: number, t: number, precisions: Float64Array, recall: number) => void;

/**
 * @param groundTruths number of ground truths per area range; a range without any has no curve.
 * @param sink receives a view that is overwritten by the next curve.
 */
export function traceCurves(
  detections: RankedDetections,
  matches: Matches,
  groundTruths: ArrayLike<number>,
  { areaRanges, maxDetections, iouThresholds, recallThresholds }: Protocol,
  sink: CurveSink,
): void {
  const precisions = new Float64Array(recallThresholds.length);
  const found = new Float64Array(matches.positions.length);
  const inRange = new Uint8Array(matches.positions.length);
  const counted = new Int32Array(matches.positions.length);
  for (let a = 0; a < areaRanges.length; a++) {
    if (groundTruths[a] === 0) continue;
    const effective = maxDetections.filter((limit) => limit <= detections.largestRank).length;
    for (let m = 0; m < maxDetections.length && m <= effective; m++) {
      const limit = maxDetections[m];
      countInRange(detections, matches.positions, areaRanges[a], limit, inRange, counted);
      for (let t = 0; t < iouThresholds.length; t++) {
        const variant = a * iouThresholds.length + t;
        const variants = areaRanges.length * iouThresholds.length;
        let hits = 0;
        let shift = 0; // matched detections that count although their size is outside the range, minus those of the reverse
        for (let i = 0, at = variant; i < matches.positions.length; i++, at += variants) {
          const state = matches.states[at];
          if (detections.ranks[matches.positions[i]] >= limit) continue;
          if (state === FOUND) {
            shift += 1 - inRange[i];
            hits++;
            const wrong = counted[i] + shift - hits;
            found[hits - 1] = hits / (wrong + hits + SPACING_OF_ONE);
          } else if (state === IGNORED) shift -= inRange[i];
        }
        readAtRecalls(found, hits, groundTruths[a], recallThresholds, precisions);
        const lastAlike = m < effective ? m : maxDetections.length - 1; // no image has more detections: higher limits give the same result
        for (let same = m; same <= lastAlike; same++) sink(a, same, t, precisions, hits / groundTruths[a]);
      }
    }
  }
}

/**
 * For each matched detection: whether its size is in the range, and the number of such detections up to and including
 * it.
 */
function countInRange(
  { areas, ranks }: RankedDetections,
  positions: readonly number[],
  { min, max }: AreaRange,
  limit: number,
  inRange: Uint8Array,
  counted: Int32Array,
): void {
  let count = 0;
  let position = 0;
  for (let i = 0; i < positions.length; i++) {
    let isIn = false;
    for (; position <= positions[i]; position++) {
      isIn = areas[position] >= min && areas[position] <= max;
      if (isIn && ranks[position] < limit) count++;
    }
    inRange[i] = isIn ? 1 : 0;
    counted[i] = count;
  }
}

/** Max precision at or above each recall; 0 for recall values that are not reached. */
function readAtRecalls(
  found: Float64Array,
  hits: number,
  groundTruths: number,
  recalls: Float64Array,
  precisions: Float64Array,
): void {
  for (let k = hits - 2; k >= 0; k--) if (found[k + 1] > found[k]) found[k] = found[k + 1];
  precisions.fill(0);
  for (let r = 0, k = 0; r < recalls.length; r++) {
    while (k < hits && (k + 1) / groundTruths < recalls[r]) k++;
    if (k === hits) return;
    precisions[r] = found[k];
  }
}
