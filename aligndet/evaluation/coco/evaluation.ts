/**
 * @module Average precision and recall as defined by COCO; all values equal those of pycocotools to the last bits.
 *
 * Dims: T IoU thresholds, R recall values, K categories (1 if they are ignored), A area ranges, M limits.
 */
import type { DetectedInstances, Scope, TrueInstances } from './instances.js';
import { type GroundTruthRows, Matcher } from './matching.js';
import { orderByDescendingScore, orderByKey, startsByKey } from './order.js';
import { traceCurves } from './precision.js';
import type { Protocol } from './protocol.js';

export interface CocoEvaluation {
  readonly protocol: Protocol;
  readonly scope: Scope;
  /** K. */
  readonly categoryCount: number;
  /** `[T, R, K, A, M]` in [0, 1]; -1 if there are no ground truths. */
  readonly precision: Float64Array;
  /** `[T, K, A, M]` in [0, 1]; -1 if there are no ground truths. */
  readonly recall: Float64Array;
}

/** Ground truths or detections, ordered by category, with the first row of each category. */
interface ByCategory {
  readonly order: Int32Array;
  readonly starts: Int32Array;
}

export function evaluateInstances(
  groundTruth: TrueInstances,
  detected: DetectedInstances,
  scope: Scope,
  protocol: Protocol,
): CocoEvaluation {
  const { iouThresholds, recallThresholds, areaRanges, maxDetections, usesCategories } = protocol;
  const [T, R, A, M] = [
    iouThresholds.length,
    recallThresholds.length,
    areaRanges.length,
    maxDetections.length,
  ];
  const K = usesCategories ? scope.categoryIds.length : 1;
  const precision = new Float64Array(T * R * K * A * M).fill(-1);
  const recall = new Float64Array(T * K * A * M).fill(-1);
  const groundTruths = groundTruthsByCategory(groundTruth, scope, usesCategories);
  const detections = detectionsByCategory(detected, scope, usesCategories);
  const matcher = new Matcher(groundTruth, detected, scope.imageIds.length, protocol);
  const ranking = new Int32Array(scope.imageIds.length);
  for (let k = 0; k < K; k++) {
    const rows = {
      order: groundTruths.order,
      first: groundTruths.starts[k],
      end: groundTruths.starts[k + 1],
    };
    const { ignored, counts } = ignoredGroundTruths(groundTruth, rows, areaRanges);
    if (!counts.some((count) => count > 0)) continue;
    const all = detections.order.subarray(detections.starts[k], detections.starts[k + 1]);
    const { kept, ...ranked } = rank(all, detected, maxDetections[M - 1], ranking);
    const matches = matcher.match(kept, rows, ignored);
    traceCurves(ranked, matches, counts, protocol, (a, m, t, precisions, reached) => {
      recall[((t * K + k) * A + a) * M + m] = reached;
      for (let r = 0; r < R; r++) precision[(((t * R + r) * K + k) * A + a) * M + m] = precisions[r];
    });
  }
  return { protocol, scope, categoryCount: K, precision, recall };
}

/** By category, then image, then position in the file; without categories: by image, category, file. */
function groundTruthsByCategory(
  groundTruth: TrueInstances,
  scope: Scope,
  usesCategories: boolean,
): ByCategory {
  const [images, categories] = [scope.imageIds.length, scope.categoryIds.length];
  const file = Int32Array.from({ length: groundTruth.count }, (_, i) => i);
  if (!usesCategories) {
    const byCategory = orderByKey(file, groundTruth.categories, categories);
    return {
      order: orderByKey(byCategory, groundTruth.images, images),
      starts: Int32Array.of(0, groundTruth.count),
    };
  }
  const order = orderByKey(orderByKey(file, groundTruth.images, images), groundTruth.categories, categories);
  return { order, starts: startsByKey(order, groundTruth.categories, categories) };
}

/**
 * By category, then descending score, then image, then position in the file; without categories: score, image,
 * category.
 */
function detectionsByCategory(
  detected: DetectedInstances,
  scope: Scope,
  usesCategories: boolean,
): ByCategory {
  const [images, categories] = [scope.imageIds.length, scope.categoryIds.length];
  const file = Int32Array.from({ length: detected.count }, (_, i) => i);
  const tied = usesCategories ? file : orderByKey(file, detected.categories, categories);
  const byScore = orderByDescendingScore(orderByKey(tied, detected.images, images), detected.scores);
  if (!usesCategories) return { order: byScore, starts: Int32Array.of(0, detected.count) };
  const order = orderByKey(byScore, detected.categories, categories);
  return { order, starts: startsByKey(order, detected.categories, categories) };
}

/** `[A, rows]` flags of the ground truths outside each area range, and the number inside. */
function ignoredGroundTruths(
  { areas, isCrowd }: TrueInstances,
  { order, first, end }: GroundTruthRows,
  ranges: Protocol['areaRanges'],
): { ignored: Uint8Array; counts: Int32Array } {
  const rows = end - first;
  const ignored = new Uint8Array(ranges.length * rows);
  const counts = new Int32Array(ranges.length);
  for (const [a, { min, max }] of ranges.entries()) {
    for (let row = 0; row < rows; row++) {
      const i = order[first + row];
      if (isCrowd[i] === 1 || areas[i] < min || areas[i] > max) ignored[a * rows + row] = 1;
      else counts[a]++;
    }
  }
  return { ignored, counts };
}

/**
 * The top `limit` detections of each image, by descending score. @param ranking zeros, one per image; zeros again on
 * return.
 */
function rank(all: Int32Array, { images, areas }: DetectedInstances, limit: number, ranking: Int32Array) {
  const kept = new Int32Array(all.length);
  const ranks = new Int32Array(all.length);
  let count = 0;
  let largestRank = -1;
  for (const d of all) {
    const position = ranking[images[d]]++;
    if (position >= limit) continue;
    kept[count] = d;
    ranks[count++] = position;
    if (position > largestRank) largestRank = position;
  }
  for (const d of all) ranking[images[d]] = 0;
  const best = kept.subarray(0, count);
  return { kept: best, ranks, largestRank, areas: Float64Array.from(best, (d) => areas[d]) };
}
