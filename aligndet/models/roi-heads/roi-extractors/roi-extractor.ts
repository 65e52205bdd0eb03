/**
 * @module The contract of RoI extractors: fixed-size features of RoIs of any size. Dims: R RoIs, L levels, C channels.
 */
import type { Tensor4D } from '../../../engine/index.js';

export interface RoiExtractor {
  /** Number of levels it uses, from the finest on. */
  readonly numInputs: number;
  /**
   * @param features L of `[B, H, W, C]`.
   * @param rois `[R, 5]`: image index, x1, y1, x2, y2 in input pixels.
   * @param scaleFactor enlarges the boxes about their centres.
   * @returns `[R, h, w, C]`.
   */
  forward(features: readonly Tensor4D[], rois: Float32Array, scaleFactor?: number): Tensor4D;
}

declare module '../../../core/registry.js' {
  interface Slots {
    roi_extractor: RoiExtractor;
  }
}
