/**
 * @module The contract of assigners: the ground truth that each prior is assigned to. Dims: N priors, M ground truths.
 */

export interface GroundTruth {
  /** `[M, 4]` xyxy. */
  readonly bboxes: Float32Array;
  /** `[M]` classes; absent if the assignment is class-agnostic (RPN). */
  readonly labels?: Int32Array;
  /** `[I, 4]`: crowd boxes; priors inside them are ignored. */
  readonly ignored?: Float32Array;
}

export interface AssignResult {
  readonly numGts: number;
  /** `[N]`: -1 ignored, 0 background, i + 1 for ground truth i. */
  readonly gtInds: Int32Array;
  /** `[N]`: max IoU with a ground truth. */
  readonly maxOverlaps: Float32Array;
  /** `[N]` class of the ground truth, -1 if there is none; present if the ground truth has classes. */
  readonly labels?: Int32Array;
}

/** Predictions of a head for each prior in this step. No gradient flows through an assignment. */
export interface Predictions {
  /** `[N, K]` in [0, 1]: sigmoid or softmax of the logits, times the score factor if the head has one. */
  readonly scores: Float32Array;
  /** K, without background. */
  readonly numClasses: number;
  /** `[N, 4]` xyxy: decoded boxes in input-image pixels. */
  readonly boxes: Float32Array;
  /** `[N, 2]` x and y: pixels between the prior's cell and its neighbours. */
  readonly strides: Float32Array;
}

export interface Assigner {
  /** Whether {@link assign} needs predictions and classes, as SimOTA does. Heads with anchors pass them then. */
  readonly readsPredictions?: boolean;
  /**
   * @param boxes `[N, 4]` xyxy.
   * @param predictions for an assigner with `readsPredictions`.
   */
  assign(boxes: Float32Array, groundTruth: GroundTruth, predictions?: Predictions): AssignResult;
}

declare module '../../core/registry.js' {
  interface Slots {
    assigner: Assigner;
  }
}
