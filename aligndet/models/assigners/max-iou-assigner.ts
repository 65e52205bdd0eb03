/**
 * @module Assignment by overlap, https://arxiv.org/abs/1506.01497, section 3.1.2: a prior belongs to the truth that it
 * overlaps most, if enough, and each truth gets the priors that overlap it most. Dims: N priors, M ground truths.
 *
 * Overlaps are made one truth at a time, and only with blocks of neighbouring priors that the truth touches: a matrix
 * [M, N] of a full-size image would take hundreds of megabytes, nearly all of it zeros.
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
  return { assign: (boxes, groundTruth) => assign(boxes, groundTruth, options, calculator) };
}

function assign(
  boxes: Float32Array,
  groundTruth: GroundTruth,
  options: MaxIouOptions,
  calculator: IouCalculator,
): AssignResult {
  const [numPriors, numGts] = [boxes.length / 4, groundTruth.bboxes.length / 4];
  const labels = groundTruth.labels === undefined ? undefined : new Int32Array(numPriors).fill(-1);
  const maxOverlaps = new Float32Array(numPriors);
  if (numGts === 0 || numPriors === 0) {
    return { numGts, gtInds: new Int32Array(numPriors), maxOverlaps, labels };
  }
  const isIgnored = findIgnored(boxes, groundTruth, options, calculator);
  const nearest = new Int32Array(numPriors);
  const claims = claimPriors(boxes, groundTruth.bboxes, isIgnored, options, calculator, maxOverlaps, nearest);

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
  if (labels !== undefined && groundTruth.labels !== undefined) {
    for (let i = 0; i < numPriors; i++) if (gtInds[i] > 0) labels[i] = groundTruth.labels[gtInds[i] - 1];
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
  const enclosingBoxes = enclosingBoxesOfBlocks(boxes);
  const claims: Int32Array[] = [];
  const minimum = fround(minPosIou);
  // Whom nothing touches overlaps the first truth by 0; whom a crowd covers overlaps all by -1.
  if (isIgnored !== undefined) for (let i = 0; i < row.length; i++) maxOverlaps[i] = -isIgnored[i];
  for (let gt = 0; 4 * gt < gts.length; gt++) {
    const touched = blocksTouching(enclosingBoxes, gts, 4 * gt);
    let best = 0;
    for (const block of touched) {
      const [from, to] = [block * BLOCK, Math.min((block + 1) * BLOCK, row.length)];
      calculator.overlapsOf(gts, 4 * gt, boxes, 'iou', row, from, to);
      for (let i = from; i < to; i++) {
        if (isIgnored !== undefined && isIgnored[i] === 1) row[i] = -1;
        const value = row[i];
        if (value > maxOverlaps[i]) {
          maxOverlaps[i] = value;
          nearest[i] = gt;
        }
        if (value > best) best = value;
      }
    }
    if (!matchLowQuality || best < minimum) claims.push(new Int32Array(0));
    else {
      const equal = best > 0 ? equalTo(best, row, touched) : notIgnored(row.length, isIgnored);
      claims.push(gtMaxAssignAll ? equal : equal.slice(0, 1));
    }
  }
  return claims;
}

/** Number of neighbouring priors that are looked at together. */
const BLOCK = 128;

/** The box around each block of priors. */
function enclosingBoxesOfBlocks(boxes: Float32Array): Float32Array {
  const count = boxes.length / 4;
  const enclosingBoxes = new Float32Array(4 * Math.ceil(count / BLOCK));
  for (let block = 0; 4 * block < enclosingBoxes.length; block++) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const end = 4 * Math.min((block + 1) * BLOCK, count);
    for (let at = 4 * block * BLOCK; at < end; at += 4) {
      if (boxes[at] < left) left = boxes[at];
      if (boxes[at + 1] < top) top = boxes[at + 1];
      if (boxes[at + 2] > right) right = boxes[at + 2];
      if (boxes[at + 3] > bottom) bottom = boxes[at + 3];
    }
    enclosingBoxes.set([left, top, right, bottom], 4 * block);
  }
  return enclosingBoxes;
}

/** Rising indices of the blocks that have an area in common with the box at `at`. */
function blocksTouching(enclosingBoxes: Float32Array, boxes: Float32Array, at: number): Int32Array {
  const [left, top, right, bottom] = boxes.subarray(at, at + 4);
  const touching: number[] = [];
  for (let i = 0; i < enclosingBoxes.length; i += 4) {
    if (
      enclosingBoxes[i] < right &&
      enclosingBoxes[i + 2] > left &&
      enclosingBoxes[i + 1] < bottom &&
      enclosingBoxes[i + 3] > top
    )
      touching.push(i / 4);
  }
  return Int32Array.from(touching);
}

/** Where `row` is exactly `value`, within `blocks`. */
function equalTo(value: number, row: Float32Array, blocks: Int32Array): Int32Array {
  const found: number[] = [];
  for (const block of blocks) {
    const end = Math.min((block + 1) * BLOCK, row.length);
    for (let i = block * BLOCK; i < end; i++) if (row[i] === value) found.push(i);
  }
  return Int32Array.from(found);
}

function notIgnored(count: number, isIgnored: Uint8Array | undefined): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i).filter((i) => isIgnored?.[i] !== 1);
}

/** 1 for each prior that lies in an ignored region; `undefined` when there is nothing to ignore. */
function findIgnored(
  boxes: Float32Array,
  { ignored }: GroundTruth,
  { ignoreIofThr, ignoreWrtCandidates }: MaxIouOptions,
  calculator: IouCalculator,
): Uint8Array | undefined {
  if (ignoreIofThr <= 0 || ignored === undefined || ignored.length === 0) return undefined;
  const [numPriors, numIgnored] = [boxes.length / 4, ignored.length / 4];
  const threshold = fround(ignoreIofThr);
  const isIgnored = new Uint8Array(numPriors);
  if (ignoreWrtCandidates) {
    const row = new Float32Array(numIgnored);
    for (let i = 0; i < numPriors; i++) {
      calculator.overlapsOf(boxes, 4 * i, ignored, 'iof', row, 0, numIgnored);
      if (row.some((overlap) => overlap > threshold)) isIgnored[i] = 1;
    }
    return isIgnored;
  }
  const row = new Float32Array(numPriors);
  for (let ignoredBox = 0; ignoredBox < numIgnored; ignoredBox++) {
    calculator.overlapsOf(ignored, 4 * ignoredBox, boxes, 'iof', row, 0, numPriors);
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
    iou_calculator: slot('iou_calculator').prefault({ type: 'BboxOverlaps2D' }),
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
      builder.build('iou_calculator', options.iou_calculator, 'iou_calculator'),
    ),
});
