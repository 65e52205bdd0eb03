/** @module The losses of FCOS, https://arxiv.org/abs/1904.01355, section 3.1. Dims: R rows of all levels, P positives, K classes. */
import {
  concat,
  gather,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
} from '../../engine/index.js';
import type { Losses } from '../../structures/index.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { Loss } from '../losses/loss.js';
import type { DenseOutputs } from './dense-head.js';
import { centerness, type PointTargets, positivePoints } from './fcos-targets.js';

export interface FcosLossOptions {
  readonly lossCls: Loss;
  readonly lossBbox: Loss;
  readonly lossCenterness: Loss;
  readonly coder: BBoxCoder;
  readonly numClasses: number;
}

/** @param points per level `[N, 2]`. */
export function fcosLosses(
  { clsScores, bboxPreds, scoreFactors = [] }: DenseOutputs,
  points: readonly Float32Array[],
  targets: readonly PointTargets[],
  { lossCls, lossBbox, lossCenterness, coder, numClasses }: FcosLossOptions,
): Losses {
  const positives = positivePoints(points, targets, numClasses);
  const count = positives.rows.length;
  const numPositives = Math.max(count, 1);
  return tidy(() => {
    const labels = concat(targets.map((ofLevel) => tensor1d(ofLevel.labels, 'int32'))); // [R]
    const loss_cls = lossCls(rowsOf(clsScores), labels, { avgFactor: numPositives });
    const rows = tensor1d(positives.rows, 'int32');
    const distances = gather(rowsOf(bboxPreds), rows); // [P, 4]
    const centers = gather(rowsOf(scoreFactors), rows).reshape([-1]); // [P]
    // Sums of nothing: gradients of zero, so that weights still decay, as in PyTorch.
    if (count === 0) return { loss_cls, loss_bbox: distances.sum(), loss_centerness: centers.sum() };

    const nearness = centerness(positives.distances);
    const total = Math.fround(nearness.reduce((sum, value) => sum + value, 0));
    const target = tensor1d(nearness);
    const loss_bbox = lossBbox(
      coder.decodeTensor(tensor2d(positives.points, [count, 2]), distances),
      tensor2d(coder.decode(positives.points, positives.distances), [count, 4]),
      { weight: target, avgFactor: Math.max(total, 1e-6) },
    );
    const loss_centerness = lossCenterness(centers, target, { avgFactor: numPositives });
    return { loss_cls, loss_bbox, loss_centerness };
  }) as Record<string, Tensor>;
}

/** All levels, places row by row: L of `[B, H, W, n]` -> `[R, n]`. */
function rowsOf(levels: readonly Tensor4D[]): Tensor2D {
  return concat(levels.map((level) => level.reshape<Tensor2D>([-1, level.shape[3]])));
}
