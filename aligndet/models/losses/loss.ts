/**
 * @module The contract of losses. Dims: N predictions, K classes.
 *
 * What mmdetection passes to a loss by position or keyword has one place here, so a head can call any loss of its kind.
 */
import type { Tensor } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';

/** `none` keeps one value per element. */
export type Reduction = 'none' | 'mean' | 'sum';

export interface LossOptions {
  /** Factor of each element, or of each row (`[N]`). */
  readonly weight?: Tensor;
  /**
   * What the sum is divided by when the reduction is `mean`; the number of elements when absent. A scalar tensor
   * where the value changes from step to step inside a compiled function.
   */
  readonly avgFactor?: number | Tensor;
  /** In force instead of the configured one (`reduction_override`). */
  readonly reduction?: Reduction;
  /** Label that counts for nothing (cross entropy), in force instead of the configured one. */
  readonly ignoreIndex?: number;
  /** `[N]` class whose map is compared (cross entropy with `use_mask`). */
  readonly labels?: Tensor;
  /** `[N]` quality in [0, 1] of the labelled class (`QualityFocalLoss`). */
  readonly quality?: Tensor;
  /** `[*, D]` embeddings to be pushed away (`ContrastiveLoss`); no gradient flows into them. */
  readonly negatives?: Tensor;
}

/**
 * Distance of `prediction` from `target`, times the configured `loss_weight`; a scalar unless the reduction is `none`.
 * Classification losses take logits `[N, K]` and int32 labels `[N]`, box losses two `[N, 4]`, embedding losses two `[*, D]`.
 * Gradients flow into `prediction`.
 */
export interface Loss {
  (prediction: Tensor, target: Tensor, options?: LossOptions): Tensor;
  /** State of the loss, such as a running mean: saved with the head that holds the loss, and restored. */
  readonly module?: Module;
  /** Whether it weighs easy examples down by itself, so that a head with anchors takes all of them and samples none. */
  readonly takesAll?: boolean;
}

declare module '../../core/registry.js' {
  interface Slots {
    loss: Loss;
  }
}
