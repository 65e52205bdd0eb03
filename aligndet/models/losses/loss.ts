/**
 * @module The contract of losses. Dims: N predictions, K classes.
 *
 * All arguments that mmdetection passes to a loss are options here, so a head can call any loss of its type.
 */
import type { Tensor } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';

/** `none` keeps one value per element. */
export type Reduction = 'none' | 'mean' | 'sum';

export interface LossOptions {
  /** Weight of each element, or of each row (`[N]`). */
  readonly weight?: Tensor;
  /**
   * Divisor of the sum for the reduction `mean`; default: the number of elements. A scalar tensor if the value changes
   * from step to step inside a compiled function.
   */
  readonly avgFactor?: number | Tensor;
  /** Overrides the configured reduction (`reduction_override`). */
  readonly reduction?: Reduction;
  /** Label that is ignored (cross entropy), overrides the configured one. */
  readonly ignoreIndex?: number;
  /** `[N]` classes whose maps are compared (cross entropy with `use_mask`). */
  readonly labels?: Tensor;
  /** `[N]` quality in [0, 1] of the labelled class (`QualityFocalLoss`). */
  readonly quality?: Tensor;
  /** `[*, D]` negative embeddings (`ContrastiveLoss`); no gradient flows into them. */
  readonly negatives?: Tensor;
}

/**
 * Distance of `prediction` from `target`, times the configured `loss_weight`; a scalar unless the reduction is `none`.
 * Classification losses take logits `[N, K]` and int32 labels `[N]`, box losses two `[N, 4]`, embedding losses two `[*, D]`.
 * Gradients flow into `prediction`.
 */
export interface Loss {
  (prediction: Tensor, target: Tensor, options?: LossOptions): Tensor;
  /** State of the loss, such as a running mean: saved and restored with its head. */
  readonly module?: Module;
  /** Whether it weights easy examples down, so that a head with anchors uses all of them without sampling. */
  readonly takesAll?: boolean;
}

declare module '../../core/registry.js' {
  interface Slots {
    loss: Loss;
  }
}
