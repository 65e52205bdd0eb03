/**
 * @module Matches queries one to one with ground truths with minimal total cost; DETR,
 * https://arxiv.org/abs/2005.12872, section 3.1; and the contract of such assigners. Dims: Q queries, M ground truths,
 * K scores.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent, slot, TrainingError } from '../../core/index.js';
import { cxcywhToXyxy } from '../../structures/index.js';
import type { MatchCost } from '../match-costs/match-costs.js';
import type { Assigner, AssignResult } from './assigner.js';
import { linearSumAssignment } from './linear-sum-assignment.js';

const { fround } = Math;

/** Predictions of the queries of one image. */
export interface QueryPredictions {
  /** `[Q, K]`. */
  readonly logits: Float32Array;
  /** `[Q, 4]`: cx, cy, w, h as fractions of the image. */
  readonly boxes: Float32Array;
}

/** Targets of the queries of one image. */
export interface QueryGroundTruth {
  /** `[M, 4]` xyxy in pixels. */
  readonly bboxes: Float32Array;
  /** `[M]`. */
  readonly labels: Int32Array;
}

/** Every query has its own ground truth or none: `gtInds` and `labels` are `[Q]`. */
export type QueryMatches = Required<Pick<AssignResult, 'numGts' | 'gtInds' | 'labels'>>;

export interface QueryAssigner extends Assigner {
  /** @param imageShape height and width in pixels. */
  matchQueries(
    predictions: QueryPredictions,
    groundTruth: QueryGroundTruth,
    imageShape: readonly number[],
  ): QueryMatches;
}

export function isQueryAssigner(assigner: Assigner): assigner is QueryAssigner {
  return 'matchQueries' in assigner;
}

export interface MatchCosts {
  /** Of logits `[Q, K]` and labels `[M]`. */
  readonly classes: MatchCost;
  /** Of boxes as fractions of the image: cx, cy, w, h of queries, x1, y1, x2, y2 of ground truths. */
  readonly distances: MatchCost;
  /** Of boxes x1, y1, x2, y2 in pixels. */
  readonly overlaps: MatchCost;
}

export function buildHungarianAssigner(costs: MatchCosts): QueryAssigner {
  return {
    assign: () => {
      throw new ConfigError('HungarianAssigner matches queries, not priors: use it with a DETR head.');
    },
    matchQueries(predictions, groundTruth, imageShape) {
      const [numQueries, numGts] = [predictions.boxes.length / 4, groundTruth.bboxes.length / 4];
      const matches: QueryMatches = {
        numGts,
        gtInds: new Int32Array(numQueries),
        labels: new Int32Array(numQueries).fill(-1),
      };
      if (numGts === 0 || numQueries === 0) return matches;
      checkNumbers(predictions);
      const total = totalCosts(matchingCosts(costs, predictions, groundTruth, imageShape));
      const { rows, columns } = linearSumAssignment(total, numQueries, numGts);
      rows.forEach((query, i) => {
        matches.gtInds[query] = columns[i] + 1;
        matches.labels[query] = groundTruth.labels[columns[i]];
      });
      return matches;
    },
  };
}

/**
 * @throws {TrainingError} for NaN or infinite predictions: costs could not be compared, and the loss is checked later.
 */
function checkNumbers({ logits, boxes }: QueryPredictions): void {
  const stray = [...boxes, ...logits].find((value) => !Number.isFinite(value));
  if (stray === undefined) return;
  throw new TrainingError(
    `Queries predict ${stray}, which cannot be matched with ground truths. ` +
      'Lower optimizer.lr, increase lr_config.warmup_iters, or clip gradients (optimizer_config.grad_clip).',
  );
}

/** Each cost, `[Q, M]`. */
export function matchingCosts(
  { classes, distances, overlaps }: MatchCosts,
  { logits, boxes }: QueryPredictions,
  { bboxes, labels }: QueryGroundTruth,
  [height, width]: readonly number[],
): Record<keyof MatchCosts, Float32Array> {
  const imageSize = [width, height, width, height];
  const asBoxes = (data: Float32Array) => ({ data, width: 4 });
  const numQueries = boxes.length / 4;
  const normalizedBoxes = bboxes.map((value, i) => value / imageSize[i % 4]);
  const pixels = cxcywhToXyxy(boxes).map((value, i) => value * imageSize[i % 4]);
  return {
    classes: classes({ data: logits, width: logits.length / numQueries }, { data: labels, width: 1 }),
    distances: distances(asBoxes(boxes), asBoxes(normalizedBoxes)),
    overlaps: overlaps(asBoxes(pixels), asBoxes(bboxes)),
  };
}

/** Cost of every pair of query and ground truth, `[Q, M]`. */
export function totalCosts({
  classes,
  distances,
  overlaps,
}: Record<keyof MatchCosts, Float32Array>): Float32Array {
  return classes.map((cost, i) => fround(cost + distances[i]) + overlaps[i]);
}

/** Options of mmdetection's `HungarianAssigner`. */
export const hungarianAssignerOptions = {
  /** Classification cost. */
  cls_cost: slot('match_cost').prefault({ type: 'ClassificationCost', weight: 1 }),
  /** Box distance cost. */
  reg_cost: slot('match_cost').prefault({ type: 'BBoxL1Cost', weight: 1 }),
  /** Box overlap cost. */
  iou_cost: slot('match_cost').prefault({ type: 'IoUCost', iou_mode: 'giou', weight: 1 }),
};

type HungarianOptions = z.output<z.ZodObject<typeof hungarianAssignerOptions>>;

export function buildMatchCosts(options: HungarianOptions, builder: Builder): MatchCosts {
  return {
    classes: builder.build('match_cost', options.cls_cost, 'cls_cost'),
    distances: builder.build('match_cost', options.reg_cost, 'reg_cost'),
    overlaps: builder.build('match_cost', options.iou_cost, 'iou_cost'),
  };
}

export const hungarianAssigner = defineComponent({
  type: 'HungarianAssigner',
  schema: z.strictObject(hungarianAssignerOptions),
  build: (options, builder) => buildHungarianAssigner(buildMatchCosts(options, builder)),
});
