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

/** What a head predicts for each prior at this step. No gradient flows back from an assignment. */
export interface Predictions {
  /** `[N, K]` in [0, 1]: sigmoid or softmax of the logits, times the score factor where the head has one. */
  readonly scores: Float32Array;
  /** K, without the background. */
  readonly numClasses: number;
  /** `[N, 4]` xyxy: decoded boxes in input-image pixels. */
  readonly boxes: Float32Array;
  /** `[N, 2]` x and y: pixels between the prior's cell and its neighbours. */
  readonly strides: Float32Array;
}

export interface Assigner {
  /** Whether {@link assign} takes predictions and classes, as SimOTA does. Heads with anchors hand them over then. */
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
