/**
 * @module Assignment by IoU, https://arxiv.org/abs/1506.01497, section 3.1.2: each prior is assigned to the ground
 * truth with the max IoU, if above a threshold, and each ground truth also gets the priors with its max IoU. Dims: N
 * priors, M ground truths.
 *
 * Overlaps are computed one ground truth at a time, and only with blocks of neighbouring priors that it intersects: a
 * matrix [M, N] of a full-size image would take hundreds of megabytes, nearly all zeros.
 */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import type { Assigner, AssignResult, GroundTruth } from './assigner.js';
import type { IouCalculator } from './iou-calculator.js';

const { fround } = Math;

export interface MaxIouOptions {
  /** Min IoU of a positive prior. */
  readonly posIouThr: number;
  /** A prior whose max IoU is in [first, second) is background. */
  readonly negIouRange: readonly [number, number];
  readonly minPosIou: number;
  readonly matchLowQuality: boolean;
  readonly gtMaxAssignAll: boolean;
  readonly ignoreIofThr: number;
  readonly ignoreWrtCandidates: boolean;
}

export function buildMaxIouAssigner(options: MaxIouOptions, calculator: IouCalculator): Assigner {
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
  const best = { overlaps: maxOverlaps, gts: nearest };
  const claims = claimPriors(boxes, groundTruth.bboxes, isIgnored, options, calculator, best);

  const gtInds = new Int32Array(numPriors).fill(-1);
  const [negFrom, negTo, positive] = [...options.negIouRange, options.posIouThr].map(fround);
  for (let i = 0; i < numPriors; i++) {
    const overlap = maxOverlaps[i];
    if (overlap >= negFrom && overlap < negTo) gtInds[i] = 0;
    if (overlap >= positive) gtInds[i] = nearest[i] + 1;
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
 * Computes each prior's max overlap and its ground truth.
 *
 * @returns per ground truth, the priors with its max overlap, however small.
 */
function claimPriors(
  boxes: Float32Array,
  gts: Float32Array,
  isIgnored: Uint8Array | undefined,
  { matchLowQuality, gtMaxAssignAll, minPosIou }: MaxIouOptions,
  calculator: IouCalculator,
  { overlaps: maxOverlaps, gts: nearest }: { readonly overlaps: Float32Array; readonly gts: Int32Array },
): Int32Array[] {
  const row = new Float32Array(maxOverlaps.length);
  const enclosingBoxes = enclosingBoxesOfBlocks(boxes);
  const claims: Int32Array[] = [];
  const minimum = fround(minPosIou);
  // Priors without overlap get the first ground truth with 0; priors inside a crowd get -1 for all.
  if (isIgnored !== undefined) for (let i = 0; i < row.length; i++) maxOverlaps[i] = -isIgnored[i];
  for (let gt = 0; 4 * gt < gts.length; gt++) {
    const box = gts.subarray(4 * gt, 4 * gt + 4);
    const touched = blocksTouching(enclosingBoxes, gts, 4 * gt);
    let best = 0;
    for (const block of touched) {
      const [from, to] = [block * BLOCK, Math.min((block + 1) * BLOCK, row.length)];
      calculator.overlapsOf(box, boxes, 'iou', row, { from, to });
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

/** Number of neighbouring priors per block. */
const BLOCK = 128;

/** The enclosing box of each block of priors. */
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

/** Ascending indices of the blocks that intersect the box at `at`. */
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

/** Where `row` equals `value`, within `blocks`. */
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

/** 1 for each prior inside an ignored box; `undefined` if there are none. */
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
    const all = { from: 0, to: numIgnored };
    for (let i = 0; i < numPriors; i++) {
      calculator.overlapsOf(boxes.subarray(4 * i, 4 * i + 4), ignored, 'iof', row, all);
      if (row.some((overlap) => overlap > threshold)) isIgnored[i] = 1;
    }
    return isIgnored;
  }
  const row = new Float32Array(numPriors);
  const all = { from: 0, to: numPriors };
  for (let ignoredBox = 0; ignoredBox < numIgnored; ignoredBox++) {
    const box = ignored.subarray(4 * ignoredBox, 4 * ignoredBox + 4);
    calculator.overlapsOf(box, boxes, 'iof', row, all);
    for (let i = 0; i < numPriors; i++) if (row[i] > threshold) isIgnored[i] = 1;
  }
  return isIgnored;
}

export const maxIouAssigner = defineComponent({
  type: 'MaxIoUAssigner',
  schema: z.strictObject({
    /** Min IoU of a positive prior with its ground truth. */
    pos_iou_thr: z.number(),
    /** Priors below this IoU are background; or, as `[from, to]`, within that range. */
    neg_iou_thr: z.union([z.number(), z.tuple([z.number(), z.number()])]),
    /** Min IoU for a ground truth to claim the priors with its max IoU. */
    min_pos_iou: z.number().default(0),
    /** Whether a ground truth claims all priors with the same max IoU, or only the first. */
    gt_max_assign_all: z.boolean().default(true),
    /** Priors whose overlap with an ignored box is above this fraction are ignored; negative: none are. */
    ignore_iof_thr: z.number().default(-1),
    /** Whether that fraction is of the prior's area, or of the ignored box's. */
    ignore_wrt_candidates: z.boolean().default(true),
    /** Whether ground truths claim priors below the threshold. */
    match_low_quality: z.boolean().default(true),
    /** Number of ground truths above which the reference moves to the CPU: no effect. */
    gpu_assign_thr: z.number().default(-1),
    /** Overlap calculator. */
    iou_calculator: slot('iou_calculator').prefault({ type: 'BboxOverlaps2D' }),
  }),
  build: (options, builder) =>
    buildMaxIouAssigner(
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
