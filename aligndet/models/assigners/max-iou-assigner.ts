/**
 * @module Assignment by overlap, https://arxiv.org/abs/1506.01497, section 3.1.2: a prior belongs to the truth that it
 * overlaps most, if enough, and each truth gets the priors that overlap it most. Dims: N priors, M ground truths.
 *
 * Overlaps are made one truth at a time: a matrix [M, N] of a full-size image would take hundreds of megabytes.
 */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import type { Assigner, AssignResult, GroundTruth } from './assigner.js';
import type { IouCalculator } from './iou-calculator.js';

const { fround } = Math;

export interface MaxIouOptions {
  /** From this IoU on a prior is positive. */
  readonly posIouThr: number;
  /** A prior whose largest IoU is in [first, second) is background. */
  readonly negIouRange: readonly [number, number];
  readonly minPosIou: number;
  readonly matchLowQuality: boolean;
  readonly gtMaxAssignAll: boolean;
  readonly ignoreIofThr: number;
  readonly ignoreWrtCandidates: boolean;
}

export function maxIouAssigner(options: MaxIouOptions, calculator: IouCalculator): Assigner {
  return { assign: (boxes, truth) => assign(boxes, truth, options, calculator) };
}

function assign(
  boxes: Float32Array,
  truth: GroundTruth,
  options: MaxIouOptions,
  calculator: IouCalculator,
): AssignResult {
  const [numPriors, numGts] = [boxes.length / 4, truth.bboxes.length / 4];
  const labels = truth.labels === undefined ? undefined : new Int32Array(numPriors).fill(-1);
  const maxOverlaps = new Float32Array(numPriors);
  if (numGts === 0 || numPriors === 0) {
    return { numGts, gtInds: new Int32Array(numPriors), maxOverlaps, labels };
  }
  const isIgnored = findIgnored(boxes, truth, options, calculator);
  const nearest = new Int32Array(numPriors);
  const claims = claimPriors(boxes, truth.bboxes, isIgnored, options, calculator, maxOverlaps, nearest);

  const gtInds = new Int32Array(numPriors).fill(-1);
  const [negFrom, negTo, positive] = [...options.negIouRange, options.posIouThr].map(fround);
  for (let i = 0; i < numPriors; i++) {
    const best = maxOverlaps[i];
    if (best >= negFrom && best < negTo) gtInds[i] = 0;
    if (best >= positive) gtInds[i] = nearest[i] + 1;
  }
  claims.forEach((priors, gt) => {
    for (const prior of priors) gtInds[prior] = gt + 1;
  });
  if (labels !== undefined && truth.labels !== undefined) {
    for (let i = 0; i < numPriors; i++) if (gtInds[i] > 0) labels[i] = truth.labels[gtInds[i] - 1];
  }
  return { numGts, gtInds, maxOverlaps, labels };
}

/**
 * Fills each prior's largest overlap and its truth.
 *
 * @returns per truth, the priors that it claims for overlapping it most, however little.
 */
function claimPriors(
  boxes: Float32Array,
  gts: Float32Array,
  isIgnored: Uint8Array | undefined,
  { matchLowQuality, gtMaxAssignAll, minPosIou }: MaxIouOptions,
  calculator: IouCalculator,
  maxOverlaps: Float32Array,
  nearest: Int32Array,
): Int32Array[] {
  const row = new Float32Array(maxOverlaps.length);
  const claims: Int32Array[] = [];
  const least = fround(minPosIou);
  maxOverlaps.fill(-Infinity);
  for (let gt = 0; 4 * gt < gts.length; gt++) {
    calculator.overlapsOf(gts, 4 * gt, boxes, 'iou', row);
    let best = -Infinity;
    let first = 0;
    for (let i = 0; i < row.length; i++) {
      const value = isIgnored !== undefined && isIgnored[i] === 1 ? -1 : row[i];
      row[i] = value;
      if (value > maxOverlaps[i]) {
        maxOverlaps[i] = value;
        nearest[i] = gt;
      }
      if (value > best) {
        best = value;
        first = i;
      }
    }
    if (!matchLowQuality || best < least) claims.push(new Int32Array(0));
    else claims.push(gtMaxAssignAll ? equalTo(best, row, first) : Int32Array.of(first));
  }
  return claims;
}

/** Where `row`, from `first` on, is exactly `value`. */
function equalTo(value: number, row: Float32Array, first: number): Int32Array {
  const found: number[] = [];
  for (let i = first; i < row.length; i++) if (row[i] === value) found.push(i);
  return Int32Array.from(found);
}

/** 1 for each prior that lies in an ignored region; `undefined` when there is nothing to ignore. */
function findIgnored(
  boxes: Float32Array,
  { ignored }: GroundTruth,
  { ignoreIofThr, ignoreWrtCandidates }: MaxIouOptions,
  calculator: IouCalculator,
): Uint8Array | undefined {
  if (ignoreIofThr <= 0 || ignored === undefined || ignored.length === 0) return undefined;
  const [numPriors, numRegions] = [boxes.length / 4, ignored.length / 4];
  const threshold = fround(ignoreIofThr);
  const isIgnored = new Uint8Array(numPriors);
  if (ignoreWrtCandidates) {
    const row = new Float32Array(numRegions);
    for (let i = 0; i < numPriors; i++) {
      calculator.overlapsOf(boxes, 4 * i, ignored, 'iof', row);
      if (row.some((share) => share > threshold)) isIgnored[i] = 1;
    }
    return isIgnored;
  }
  const row = new Float32Array(numPriors);
  for (let region = 0; region < numRegions; region++) {
    calculator.overlapsOf(ignored, 4 * region, boxes, 'iof', row);
    for (let i = 0; i < numPriors; i++) if (row[i] > threshold) isIgnored[i] = 1;
  }
  return isIgnored;
}

export const maxIouAssignerComponent = defineComponent({
  type: 'MaxIoUAssigner',
  schema: z.strictObject({
    /** From this IoU with its truth on a prior is positive. */
    pos_iou_thr: z.number(),
    /** Below this IoU a prior is background; or, as `[from, to]`, within that range. */
    neg_iou_thr: z.union([z.number(), z.tuple([z.number(), z.number()])]),
    /** Least IoU for a truth to claim the priors that overlap it most. */
    min_pos_iou: z.number().default(0),
    /** Whether a truth claims every prior with the same largest IoU, or only the first. */
    gt_max_assign_all: z.boolean().default(true),
    /** Priors whose overlap with an ignored region is above this share are not learned from; negative: all are. */
    ignore_iof_thr: z.number().default(-1),
    /** Whether that share is of the prior, or of the ignored region. */
    ignore_wrt_candidates: z.boolean().default(true),
    /** Whether truths claim priors at all. */
    match_low_quality: z.boolean().default(true),
    /** Number of truths above which the reference moves to the CPU: without effect. */
    gpu_assign_thr: z.number().default(-1),
    /** How overlaps are computed. */
    iou_calculator: slot('iou_calculator').default({ type: 'BboxOverlaps2D' }),
  }),
  build: (options, builder) =>
    maxIouAssigner(
      {
        posIouThr: options.pos_iou_thr,
        negIouRange: typeof options.neg_iou_thr === 'number' ? [0, options.neg_iou_thr] : options.neg_iou_thr,
        minPosIou: options.min_pos_iou,
        matchLowQuality: options.match_low_quality,
        gtMaxAssignAll: options.gt_max_assign_all,
        ignoreIofThr: options.ignore_iof_thr,
        ignoreWrtCandidates: options.ignore_wrt_candidates,
      },
      builder.build('iou_calculator', options.iou_calculator),
    ),
});
