/**
 * @module The contract of mask heads: a mask per RoI, in two steps, so that a cascade's stage can use the mask features
 * of the previous one. Dims: R RoIs, h, w of a mask, K classes, C and D channels.
 */
import type { Tensor3D, Tensor4D } from '../../../engine/index.js';
import type { Module } from '../../../nn/index.js';
import type { Losses } from '../../../structures/index.js';

export interface MaskHead extends Module {
  readonly numClasses: number;
  /** Whether {@link features} can add those of the previous stage. */
  readonly takesPrevious: boolean;
  /**
   * @param roiFeatures `[R, h / 2, w / 2, C]`. @param previous `[R, h / 2, w / 2, D]` of the previous stage. @returns
   * `[R, h / 2, w / 2, D]`.
   */
  features(roiFeatures: Tensor4D, previous?: Tensor4D): Tensor4D;
  /** @returns `[R, h, w, K]`. */
  logits(features: Tensor4D): Tensor4D;
  /**
   * The mask of one class per RoI, as used in training and detection.
   *
   * @param labels `[R]`. @returns `[R, h, w]` logits.
   */
  logitsOf(features: Tensor4D, labels: Int32Array): Tensor3D;
  /** @param logits `[R, h, w]` of the RoIs' classes. @param targets `[R, h, w]` in [0, 1]. */
  losses(logits: Tensor3D, targets: Float32Array): Losses;
}

declare module '../../../core/registry.js' {
  interface Slots {
    mask_head: MaskHead;
  }
}
