/** @module The contract of assigners that match predictions of queries with truths. Dims: Q queries, M truths, K scores. */
import type { Assigner, AssignResult } from './assigner.js';

/** What the queries of one image predict. */
export interface QueryPredictions {
  /** `[Q, K]`. */
  readonly logits: Float32Array;
  /** `[Q, 4]`: cx, cy, w, h in shares of the image. */
  readonly boxes: Float32Array;
}

/** What they are to predict. */
export interface QueryGroundTruth {
  /** `[M, 4]` xyxy in pixels. */
  readonly bboxes: Float32Array;
  /** `[M]`. */
  readonly labels: Int32Array;
}

/** Every query has a truth of its own or none: `gtInds` and `labels` are `[Q]`. */
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
