/**
 * @module The contract of second stages whose class scores are embeddings, https://arxiv.org/abs/2307.11077, section
 * 3.3. Dims: B images, R RoIs, D values of an embedding.
 */
import { ConfigError, type RandomSource } from '../../core/index.js';
import type { Tensor2D, Tensor4D } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';
import type { ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { BBoxHead } from '../roi-heads/bbox-heads/bbox-head.js';
import type { BBoxTargets } from '../roi-heads/bbox-heads/bbox-targets.js';
import type { BoxStep } from '../roi-heads/box-step.js';
import { type ContrastOptions, objectContrast } from './object-contrast.js';

/** Outputs of one box head for one view. */
export interface EmbeddedRois {
  /** `[R, D]`. */
  readonly embeddings: Tensor2D;
  /** `[R, 4 * D]` or `[R, 4]` codes. */
  readonly bboxPred: Tensor2D;
  /** `[R, 5]`. */
  readonly rois: Float32Array;
  /** Labels are instance ids. */
  readonly targets: BBoxTargets;
}

/** Inputs from the other view. */
export type TargetRois = Pick<EmbeddedRois, 'embeddings' | 'targets'>;

export interface EmbeddingRoiHead extends Module {
  /**
   * @param proposals per image `[N, 5]`. @param groundTruths per image, with instance ids as labels.
   * @returns one entry per box head.
   */
  embed(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    groundTruths: readonly GroundTruth[],
    metas: readonly ImageMeta[],
    random: RandomSource,
  ): EmbeddedRois[];
  /**
   * @param target the other view's embeddings, with the same ids.
   * @param rpnLosses of the RPN, listed too where they are in the published code.
   */
  losses(online: readonly EmbeddedRois[], target: readonly TargetRois[], rpnLosses: Losses): Losses;
}

/** @throws {ConfigError} if the head has no classes or boxes. */
export function embeddedRois({ outputs, rois, targets }: BoxStep, name: string): EmbeddedRois {
  const { clsScore, bboxPred } = outputs;
  if (clsScore === undefined || bboxPred === undefined) {
    throw new ConfigError(`${name} needs a box head with both with_cls and with_reg.`);
  }
  return { embeddings: clsScore, bboxPred, rois, targets };
}

/** Losses of one box head on two views. */
export function roiLosses(
  head: BBoxHead,
  contrast: ContrastOptions,
  online: EmbeddedRois,
  target: TargetRois,
): Losses {
  const { bboxPred, rois, targets } = online;
  return {
    loss_cls: objectContrast(viewOf(online), viewOf(target), head.numClasses, contrast),
    loss_bbox: head.boxLoss(bboxPred, rois, targets),
  };
}

function viewOf({ embeddings: rows, targets }: TargetRois) {
  return { rows, labels: targets.labels, weights: targets.labelWeights };
}
