/** @module Random positives and negatives in a given ratio, https://arxiv.org/abs/1506.01497, section 3.1.3. */
import { z } from 'zod';
import { ConfigError, defineComponent, type RandomSource } from '../../core/index.js';
import { concatRows } from '../../structures/index.js';
import type { AssignResult, GroundTruth } from '../assigners/assigner.js';
import type { Sampler } from './sampler.js';
import { indicesWhere, samplingResult } from './sampling-result.js';

export interface RandomSamplerOptions {
  /** Max number of samples per image. */
  readonly num: number;
  /** Max fraction of positives. */
  readonly posFraction: number;
  /** Max number of negatives per positive; no limit if negative. */
  readonly negPosUb: number;
  /** Whether the ground truths themselves are candidates. */
  readonly addGtAsProposals: boolean;
}

export function buildRandomSampler({
  num,
  posFraction,
  negPosUb,
  addGtAsProposals,
}: RandomSamplerOptions): Sampler {
  return {
    takesAll: false,
    sample(assigned, boxes, groundTruth, random) {
      const pool = addGtAsProposals
        ? withGroundTruths(assigned, boxes, groundTruth)
        : { assigned, boxes, isGt: undefined };
      const positives = indicesWhere(pool.assigned.gtInds, (gt) => gt > 0);
      const posInds = choose(positives, Math.trunc(num * posFraction), random);
      const limit = num - posInds.length;
      const bound =
        negPosUb < 0 ? limit : Math.min(limit, Math.trunc(negPosUb * Math.max(1, posInds.length)));
      const negatives = indicesWhere(pool.assigned.gtInds, (gt) => gt === 0);
      const negInds = choose(negatives, bound, random);
      return samplingResult(posInds, negInds, pool.boxes, pool.assigned, groundTruth, pool.isGt);
    },
  };
}

/** All of `gallery`, or `num` of it, in ascending order; random numbers are drawn only if needed. */
function choose(gallery: Int32Array, num: number, random: RandomSource): Int32Array {
  if (gallery.length <= num) return gallery;
  const order = random.torchPermutation(gallery.length);
  return Int32Array.from({ length: num }, (_, rank) => gallery[order[rank]]).sort();
}

/** The candidates preceded by the ground truths, each assigned to itself. */
function withGroundTruths(
  assigned: AssignResult,
  boxes: Float32Array,
  groundTruth: GroundTruth,
): { assigned: AssignResult; boxes: Float32Array; isGt: Uint8Array } {
  const count = groundTruth.bboxes.length / 4;
  if (count > 0 && groundTruth.labels === undefined) {
    throw new ConfigError(
      'RandomSampler: add_gt_as_proposals needs classes, which an RPN does not have. Set it to false.',
    );
  }
  const isGt = new Uint8Array(count + boxes.length / 4).fill(1, 0, count);
  return {
    assigned: {
      numGts: assigned.numGts,
      gtInds: joined(
        Int32Array.from({ length: count }, (_, gt) => gt + 1),
        assigned.gtInds,
      ),
      maxOverlaps: concatRows([new Float32Array(count).fill(1), assigned.maxOverlaps]),
      labels: assigned.labels && joined(groundTruth.labels ?? new Int32Array(0), assigned.labels),
    },
    boxes: concatRows([groundTruth.bboxes, boxes]),
    isGt,
  };
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

export const randomSampler = defineComponent({
  type: 'RandomSampler',
  schema: z.strictObject({
    /** Max number of samples per image. */
    num: z.int().nonnegative(),
    /** Max fraction of positives. */
    pos_fraction: z.number().min(0).max(1),
    /** Max number of negatives per positive; no limit if negative. */
    neg_pos_ub: z.number().default(-1),
    /** Whether the ground truths themselves are candidates. */
    add_gt_as_proposals: z.boolean().default(true),
  }),
  build: (options) =>
    buildRandomSampler({
      num: options.num,
      posFraction: options.pos_fraction,
      negPosUb: options.neg_pos_ub,
      addGtAsProposals: options.add_gt_as_proposals,
    }),
});
