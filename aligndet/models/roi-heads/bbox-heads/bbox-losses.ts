/** @module Box loss of the positive RoIs, and the classification accuracy. Dims: R RoIs, P positives, K classes. */
import { gather, type Tensor, type Tensor2D, tensor1d, tensor2d, tidy } from '../../../engine/index.js';
import { takeRows, withoutImage } from '../../../structures/index.js';
import type { BBoxCoder } from '../../coders/bbox-coder.js';
import type { Loss } from '../../losses/loss.js';
import type { BBoxTargets } from './bbox-targets.js';

export interface BoxLossOptions {
  readonly lossBbox: Loss;
  /** Label of the background. */
  readonly background: number;
  /** Class-agnostic boxes: one per RoI rather than one per class. */
  readonly isClassAgnostic: boolean;
  /** Decodes predictions before a box loss on decoded boxes. */
  readonly decoder?: BBoxCoder;
}

/**
 * Loss of each positive RoI's box of its own class, averaged over all RoIs.
 *
 * @param bboxPred `[R, 4]` or `[R, 4 * K]`. @param rois `[R, 5]`.
 */
export function boxLoss(
  bboxPred: Tensor2D,
  rois: Float32Array,
  { labels, boxTargets, boxWeights }: BBoxTargets,
  { lossBbox, background, isClassAgnostic, decoder }: BoxLossOptions,
): Tensor {
  const positives = Int32Array.from(labels.keys()).filter((i) => labels[i] >= 0 && labels[i] < background);
  if (positives.length === 0) return tidy(() => bboxPred.sum().mul(0));
  return tidy(() => {
    const predicted =
      decoder === undefined
        ? bboxPred
        : decoder.decodeTensor(tensor2d(withoutImage(rois), [labels.length, 4]), bboxPred);
    const perRoi = isClassAgnostic ? 1 : predicted.shape[1] / 4;
    const rows = positives.map((i) => i * perRoi + (isClassAgnostic ? 0 : labels[i]));
    const own = gather(predicted.reshape<Tensor2D>([-1, 4]), tensor1d(rows, 'int32')); // [P, 4]
    const shape: [number, number] = [positives.length, 4];
    return lossBbox(own, tensor2d(takeRows(boxTargets, positives), shape), {
      weight: tensor2d(takeRows(boxWeights, positives), shape),
      avgFactor: labels.length,
    });
  });
}

/** Percentage of RoIs whose highest score is that of their label; 0 without RoIs. */
export function accuracy(clsScore: Tensor2D, labels: Int32Array): Tensor {
  if (labels.length === 0) return tensor1d([0]);
  return tidy(() => {
    const isRight = clsScore.argMax(1).equal(tensor1d(labels, 'int32')).cast('float32');
    return isRight
      .sum()
      .mul(100 / labels.length)
      .reshape([1]);
  });
}
