/**
 * @module The contract of mask heads: a mask of each region, in two steps, so that the masks of one cascade's stage can
 * build on the features of the stage before. Dims: R regions, h, w of a mask, K classes, C and D channels.
 */
import type { Tensor3D, Tensor4D } from '../../../engine/index.js';
import type { Module } from '../../../nn/index.js';
import type { Losses } from '../../../structures/index.js';

export interface MaskHead extends Module {
  readonly numClasses: number;
  /** Whether {@link features} can add those of the stage before. */
  readonly takesPrevious: boolean;
  /** @param roiFeatures `[R, h / 2, w / 2, C]`. @param previous `[R, h / 2, w / 2, D]` of the stage before. @returns `[R, h / 2, w / 2, D]`. */
  features(roiFeatures: Tensor4D, previous?: Tensor4D): Tensor4D;
  /** @returns `[R, h, w, K]`. */
  logits(features: Tensor4D): Tensor4D;
  /**
   * The masks of one class per region, which is all that training and detection look at.
   *
   * @param labels `[R]`. @returns `[R, h, w]` logits.
   */
  logitsOf(features: Tensor4D, labels: Int32Array): Tensor3D;
  /** @param logits `[R, h, w]` of the regions' classes. @param targets `[R, h, w]` in [0, 1]. */
  losses(logits: Tensor3D, targets: Float32Array): Losses;
}

declare module '../../../core/registry.js' {
  interface Slots {
    mask_head: MaskHead;
  }
}
