/** @module The contract of dense heads: one prediction per prior of every cell of every level. Dims: B, H, W, L levels. */
import type { RandomSource } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';
import type { DetectOptions, ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import type { ProposalConfig } from './dense-config.js';

/** Per level; the priors of a cell are adjacent. */
export interface DenseOutputs {
  /** L of `[B, H, W, priors * classes]`, logits. */
  readonly clsScores: readonly Tensor4D[];
  /** L of `[B, H, W, priors * 4]`, box codes. */
  readonly bboxPreds: readonly Tensor4D[];
  /** L of `[B, H, W, priors]`, logits of score factors; absent for heads without them. */
  readonly scoreFactors?: readonly Tensor4D[];
}

export interface DenseHead extends Module {
  /** @param features L of `[B, H, W, C]`. */
  forward(features: readonly Tensor4D[]): DenseOutputs;
  /** @param groundTruths and `metas` per image. */
  losses(
    outputs: DenseOutputs,
    groundTruths: readonly GroundTruth[],
    metas: readonly ImageMeta[],
    random: RandomSource,
  ): Losses;
}

/** A dense head whose boxes are used as proposals for a second stage. */
export interface ProposalHead extends DenseHead {
  /**
   * @param config overrides the head's `test_cfg`.
   * @returns per image `[N, 5]`: x1, y1, x2, y2 in input pixels, score, by descending score.
   */
  proposals(outputs: DenseOutputs, metas: readonly ImageMeta[], config?: ProposalConfig): Float32Array[];
}

/** A dense head whose boxes are detections. */
export interface DetectingHead extends DenseHead {
  readonly numClasses: number;
  /** @returns detections per image, by descending score. */
  detect(outputs: DenseOutputs, metas: readonly ImageMeta[], options: DetectOptions): ClassedBoxes[];
  /**
   * Detections of one image, by descending score, from several views of it (test-time augmentation).
   *
   * @param views per view the outputs for its only image.
   */
  detectInViews(
    views: readonly DenseOutputs[],
    metas: readonly ImageMeta[],
    options: DetectOptions,
  ): ClassedBoxes;
}

export function isDetectingHead(head: DenseHead): head is DetectingHead {
  return 'detectInViews' in head;
}

declare module '../../core/registry.js' {
  interface Slots {
    dense_head: DenseHead;
  }
}
