/** @module The contract of box heads: class and box of each RoI. Dims: R RoIs, K classes, C channels. */
import type { Tensor, Tensor2D, Tensor4D } from '../../../engine/index.js';
import type { Module } from '../../../nn/index.js';
import type { Losses } from '../../../structures/index.js';
import type { BBoxCoder } from '../../coders/bbox-coder.js';
import type { Loss } from '../../losses/loss.js';
import type { SamplingResult } from '../../samplers/sampling-result.js';
import type { BBoxTargets } from './bbox-targets.js';

export interface BBoxOutputs {
  /** `[R, K + 1]` logits, background last; absent for a head that only regresses. */
  readonly clsScore?: Tensor2D;
  /** `[R, 4 * K]` codes, or `[R, 4]`; absent for a head that only classifies. */
  readonly bboxPred?: Tensor2D;
}

export interface BBoxHead extends Module {
  readonly numClasses: number;
  readonly coder: BBoxCoder;
  readonly lossCls: Loss;
  /** @param roiFeatures `[R, h, w, C]`. */
  forward(roiFeatures: Tensor4D): BBoxOutputs;
  /** @param posWeight weight of positives in the classification loss. */
  targets(samples: readonly SamplingResult[], posWeight: number): BBoxTargets;
  /** Box loss of the positives, averaged over all RoIs. @param rois `[R, 5]`. */
  boxLoss(bboxPred: Tensor2D, rois: Float32Array, targets: BBoxTargets): Tensor;
  /** @param rois `[R, 5]`. */
  losses(outputs: BBoxOutputs, rois: Float32Array, targets: BBoxTargets): Losses;
}

declare module '../../../core/registry.js' {
  interface Slots {
    bbox_head: BBoxHead;
  }
}
