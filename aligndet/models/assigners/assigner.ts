/** @module The contract of assigners: which ground truth each prior is to predict. Dims: N priors, M ground truths. */

export interface GroundTruth {
  /** `[M, 4]` xyxy. */
  readonly bboxes: Float32Array;
  /** `[M]` classes; absent where classes don't count (RPN). */
  readonly labels?: Int32Array;
  /** `[I, 4]`: crowds, which priors inside of them are not to learn from. */
  readonly ignored?: Float32Array;
}

export interface AssignResult {
  readonly numGts: number;
  /** `[N]`: -1 not to learn from, 0 background, i + 1 for truth i. */
  readonly gtInds: Int32Array;
  /** `[N]`: largest IoU with a truth. */
  readonly maxOverlaps: Float32Array;
  /** `[N]` class of the truth, -1 where there is none; present when the truth has classes. */
  readonly labels?: Int32Array;
}

export interface Assigner {
  /** @param boxes `[N, 4]` xyxy. */
  assign(boxes: Float32Array, groundTruth: GroundTruth): AssignResult;
}

declare module '../../core/registry.js' {
  interface Slots {
    assigner: Assigner;
  }
}
