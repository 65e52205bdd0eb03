/** @module The contract of RoI heads: the second stage of a detector. Dims: B images, L levels, C channels. */
import type { RandomSource } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';
import type {
  BitmapMasks,
  Detections,
  DetectOptions,
  ImageMeta,
  Losses,
  SemanticMap,
} from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';

/** Ground truth of one image, for training. */
export interface InstanceGroundTruth extends GroundTruth {
  readonly labels: Int32Array;
  readonly masks?: BitmapMasks;
  /** Semantic map of all pixels. */
  readonly semantic?: SemanticMap;
}

export interface RoiHead extends Module {
  /**
   * @param features L of `[B, H, W, C]`.
   * @param proposals per image `[N, 5]`: x1, y1, x2, y2 in input pixels, score.
   * @param groundTruths and `metas` per image.
   */
  losses(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    groundTruths: readonly InstanceGroundTruth[],
    metas: readonly ImageMeta[],
    random: RandomSource,
  ): Losses;
  /** @returns detections per image. */
  detect(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    metas: readonly ImageMeta[],
    options: DetectOptions,
  ): Detections[];
  /**
   * Detections of one image from several views of it (test-time augmentation).
   *
   * @param views per view the features of its only image. @param proposals `[N, 5]` in pixels of the original image.
   */
  detectInViews(
    views: readonly (readonly Tensor4D[])[],
    proposals: Float32Array,
    metas: readonly ImageMeta[],
    options: DetectOptions,
  ): Detections;
}

declare module '../../core/registry.js' {
  interface Slots {
    roi_head: RoiHead;
  }
}
