/** @module Result of loading by name. */

/** Buffer that older files lack; torch sets it to 0 then. It is never missing. */
export const BATCH_COUNTER = 'num_batches_tracked';

export interface Mismatch {
  readonly name: string;
  readonly shapeInFile: readonly number[];
  readonly shapeInModel: readonly number[];
}

/** Names, each in the order of mmcv's message. */
export interface LoadReport {
  readonly matched: readonly string[];
  /** In the model only; `num_batches_tracked` is not counted. */
  readonly missing: readonly string[];
  /** In the file only. */
  readonly unexpected: readonly string[];
  /** In both, but with different shapes: the model keeps its values. */
  readonly mismatched: readonly Mismatch[];
  /** Number of the model's tensors, matched or not. */
  readonly total: number;
  /** How many of them are `num_batches_tracked`. */
  readonly optional: number;
  /** mmcv's report of all mismatches; empty if there are none. */
  readonly message: string;
}
