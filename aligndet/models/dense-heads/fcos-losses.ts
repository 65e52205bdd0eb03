/** @module The losses of FCOS, https://arxiv.org/abs/1904.01355, section 3.1. Dims: R rows of all levels, P positives, K classes. */
import { concat, gather, type Tensor, tensor1d, tensor2d, tidy } from '../../engine/index.js';
import type { Losses } from '../../structures/index.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { Loss } from '../losses/loss.js';
import type { DenseOutputs } from './dense-head.js';
import { centerness, type PointTargets, type PositivePoints, positivePoints } from './fcos-targets.js';
import { rowsOf } from './maps.js';

export interface FcosLossOptions {
  readonly lossCls: Loss;
  readonly lossBbox: Loss;
  readonly lossCenterness: Loss;
  readonly coder: BBoxCoder;
  readonly numClasses: number;
}

/** @param points per level `[N, 2]`. */
export function fcosLosses(
  outputs: DenseOutputs,
  points: readonly Float32Array[],
  targets: readonly PointTargets[],
  options: FcosLossOptions,
): Losses {
  const positives = positivePoints(points, targets, options.numClasses);
  return tidy(() => {
    const labels = concat(targets.map((ofLevel) => tensor1d(ofLevel.labels, 'int32'))); // [R]
    const avgFactor = Math.max(positives.rows.length, 1);
    const loss_cls = options.lossCls(rowsOf(outputs.clsScores, outputs.clsScores[0].shape[3]), labels, {
      avgFactor,
    });
    return { loss_cls, ...fcosBoxLosses(outputs, positives, options) };
  }) as Record<string, Tensor>;
}

/** Targets of the positive points' boxes. */
export function fcosBoxLosses(
  { bboxPreds, scoreFactors = [] }: DenseOutputs,
  positives: PositivePoints,
  { lossBbox, lossCenterness, coder }: Omit<FcosLossOptions, 'lossCls' | 'numClasses'>,
): { loss_bbox: Tensor; loss_centerness: Tensor } {
  return tidy(() => {
    const rows = tensor1d(positives.rows, 'int32');
    const distances = gather(rowsOf(bboxPreds, 4), rows); // [P, 4]
    const centers = gather(rowsOf(scoreFactors, 1), rows).reshape([-1]); // [P]
    const count = positives.rows.length;
    // Sums over no elements: gradients of zero, so that weight decay still applies, as in PyTorch.
    if (count === 0) return { loss_bbox: distances.sum(), loss_centerness: centers.sum() };

    const nearness = centerness(positives.distances);
    const total = Math.fround(nearness.reduce((sum, value) => sum + value, 0));
    const target = tensor1d(nearness);
    const loss_bbox = lossBbox(
      coder.decodeTensor(tensor2d(positives.points, [count, 2]), distances),
      tensor2d(coder.decode(positives.points, positives.distances), [count, 4]),
      { weight: target, avgFactor: Math.max(total, 1e-6) },
    );
    const loss_centerness = lossCenterness(centers, target, { avgFactor: count });
    return { loss_bbox, loss_centerness };
  }) as { loss_bbox: Tensor; loss_centerness: Tensor };
}
