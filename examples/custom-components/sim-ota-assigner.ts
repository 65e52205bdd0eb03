/**
 * @module An assigner that reads predictions: SimOTA, https://arxiv.org/abs/2107.08430, section 2.1. Each ground truth takes
 * the priors that predict it best already; how many follows from how well they overlap it.
 *
 * Dims: N priors, V candidates of them, M ground truths, K classes.
 */
import {
  type Assigner,
  type AssignResult,
  ConfigError,
  defineComponent,
  type GroundTruth,
  overlaps,
  type Predictions,
  takeRows,
  z,
} from 'aligndet/components';

/** Cost of a candidate outside of a box or of its center. */
const OUTSIDE = 100_000;
const EPSILON = 1e-7;

interface Options {
  readonly center_radius: number;
  readonly candidate_topk: number;
  readonly iou_weight: number;
  readonly cls_weight: number;
}

function assign(
  priors: Float32Array,
  { bboxes, labels }: GroundTruth,
  predictions: Predictions,
  options: Options,
): AssignResult {
  const [numPriors, numGts] = [priors.length / 4, bboxes.length / 4];
  const result = {
    numGts,
    gtInds: new Int32Array(numPriors),
    labels: new Int32Array(numPriors).fill(-1),
    maxOverlaps: new Float32Array(numPriors).fill(numGts === 0 ? 0 : -OUTSIDE),
  };
  const { candidates, isInBoth } = findCandidates(priors, bboxes, predictions.strides, options.center_radius);
  if (numGts === 0 || candidates.length === 0) return { ...result, maxOverlaps: new Float32Array(numPriors) };
  const ious = overlaps(takeRows(predictions.boxes, candidates), bboxes); // [V, M]
  const costs = ious.map((iou, at) => {
    const [candidate, gt] = [Math.floor(at / numGts), at % numGts];
    const classCost = crossEntropy(predictions, candidates[candidate], labels?.[gt] ?? 0);
    const iouCost = -Math.log(iou + EPSILON);
    return classCost * options.cls_weight + iouCost * options.iou_weight + (isInBoth[at] ? 0 : OUTSIDE);
  });
  const owners = matchDynamically(costs, ious, numGts, options.candidate_topk);
  owners.forEach((gt, candidate) => {
    if (gt < 0) return;
    const prior = candidates[candidate];
    result.gtInds[prior] = gt + 1;
    result.labels[prior] = labels?.[gt] ?? 0;
    result.maxOverlaps[prior] = ious[candidate * numGts + gt];
  });
  return result;
}

/** Priors whose center lies in a box or near the center of one; and, per candidate and box, whether both hold. */
function findCandidates(priors: Float32Array, bboxes: Float32Array, strides: Float32Array, radius: number) {
  const numGts = bboxes.length / 4;
  const candidates: number[] = [];
  const isInBoth: boolean[] = [];
  for (let i = 0; i < priors.length / 4; i++) {
    const [x1, y1, x2, y2] = priors.subarray(4 * i, 4 * i + 4);
    const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
    const rows = Array.from({ length: numGts }, (_, gt) => {
      const [left, top, right, bottom] = bboxes.subarray(4 * gt, 4 * gt + 4);
      const isInBox = x > left && y > top && x < right && y < bottom;
      const isNear =
        Math.abs(x - (left + right) / 2) < radius * strides[2 * i] &&
        Math.abs(y - (top + bottom) / 2) < radius * strides[2 * i + 1];
      return { isInBox, isNear };
    });
    if (!rows.some(({ isInBox, isNear }) => isInBox || isNear)) continue;
    candidates.push(i);
    isInBoth.push(...rows.map(({ isInBox, isNear }) => isInBox && isNear));
  }
  return { candidates: Int32Array.from(candidates), isInBoth };
}

/** Binary cross entropy of the square roots of a prior's scores, as YOLOX has it. PyTorch bounds logarithms at -100. */
function crossEntropy({ scores, numClasses }: Predictions, prior: number, label: number): number {
  let sum = 0;
  for (let k = 0; k < numClasses; k++) {
    const score = Math.sqrt(scores[prior * numClasses + k]);
    sum -= Math.max(Math.log(k === label ? score : 1 - score), -100);
  }
  return sum;
}

/** @returns `[V]` the ground truth of each candidate, -1 for none. */
function matchDynamically(costs: Float32Array, ious: Float32Array, numGts: number, topk: number): number[] {
  const numCandidates = costs.length / numGts;
  const order = Array.from({ length: numCandidates }, (_, i) => i);
  const takers = order.map((): number[] => []);
  for (let gt = 0; gt < numGts; gt++) {
    const best = order.map((i) => ious[i * numGts + gt]).sort((a, b) => b - a);
    const sum = best.slice(0, topk).reduce((total, iou) => total + iou, 0);
    const count = Math.max(1, Math.trunc(sum));
    const cheapest = [...order].sort((a, b) => costs[a * numGts + gt] - costs[b * numGts + gt]);
    for (const candidate of cheapest.slice(0, count)) takers[candidate].push(gt);
  }
  return takers.map((gts, candidate) => {
    if (gts.length < 2) return gts[0] ?? -1;
    const row = Array.from(costs.subarray(candidate * numGts, (candidate + 1) * numGts));
    return row.indexOf(Math.min(...row));
  });
}

export const simOtaAssigner = defineComponent({
  slot: 'assigner',
  type: 'SimOTAAssigner',
  schema: z.strictObject({
    /** Priors within this many strides of a box's center are candidates. */
    center_radius: z.number().positive().default(2.5),
    /** Overlaps that are summed to the number of priors of a ground truth. */
    candidate_topk: z.int().positive().default(10),
    /** Weight of the overlap in the cost. */
    iou_weight: z.number().default(3),
    /** Weight of the classes in the cost. */
    cls_weight: z.number().default(1),
  }),
  build: (options): Assigner => ({
    readsPredictions: true,
    assign: (priors, groundTruth, predictions) => {
      if (predictions === undefined) {
        throw new ConfigError(
          'SimOTAAssigner needs a head that hands its predictions to assigners, such as RetinaHead.',
        );
      }
      return assign(priors, groundTruth, predictions, options);
    },
  }),
});

declare module 'aligndet' {
  interface Components {
    SimOTAAssigner: typeof simOtaAssigner;
  }
}
