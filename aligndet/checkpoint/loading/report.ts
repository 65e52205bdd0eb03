/** @module What loading by name found. */

/** Buffer that older files lack; torch fills it with 0 then. It is never missing. */
export const BATCH_COUNTER = 'num_batches_tracked';

export interface Mismatch {
  readonly name: string;
  readonly shapeInFile: readonly number[];
  readonly shapeInModel: readonly number[];
}

/** Names, each in the order of mmcv's message. */
export interface LoadReport {
  readonly matched: readonly string[];
  /** In the model only; `num_batches_tracked` never counts. */
  readonly missing: readonly string[];
  /** In the file only. */
  readonly unexpected: readonly string[];
  /** In both, but of another size: the model keeps its old values. */
  readonly mismatched: readonly Mismatch[];
  /** Number of the model's tensors, whatever matched. */
  readonly total: number;
  /** How many of them are `num_batches_tracked`. */
  readonly optional: number;
  /** mmcv's text about all that does not match; empty when everything does. */
  readonly message: string;
}
