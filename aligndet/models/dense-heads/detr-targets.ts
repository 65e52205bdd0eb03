/** @module What queries are to predict. Dims: B images, Q queries of each, K classes. */
import { ConfigError } from '../../core/index.js';
import { xyxyToCxcywh, type ImageMeta } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { QueryAssigner, QueryPredictions, QueryGroundTruth } from '../assigners/query-assigner.js';

/** Targets of the queries of all images. */
export interface QueryTargets {
  /** `[B * Q]` classes, K where there is no object. */
  readonly labels: Int32Array;
  /** `[B * Q, 4]`: cx, cy, w, h in shares of the image; zeros where there is no object. */
  readonly boxes: Float32Array;
  /** `[B * Q, 4]`: 1 where there is an object. */
  readonly weights: Float32Array;
  readonly numPositives: number;
}

/** @param predictions `groundTruths` and `metas` per image. */
export function queryTargets(
  assigner: QueryAssigner,
  predictions: readonly QueryPredictions[],
  groundTruths: readonly QueryGroundTruth[],
  metas: readonly ImageMeta[],
  numClasses: number,
): QueryTargets {
  const numQueries = predictions[0].boxes.length / 4;
  const count = predictions.length * numQueries;
  const labels = new Int32Array(count).fill(numClasses);
  const [boxes, weights] = [new Float32Array(4 * count), new Float32Array(4 * count)];
  let numPositives = 0;
  predictions.forEach((predicted, image) => {
    const { img_shape: shape } = metas[image];
    const { gtInds } = assigner.matchQueries(predicted, groundTruths[image], shape);
    const targets = normalizedBoxes(groundTruths[image].bboxes, shape);
    gtInds.forEach((gtInd, query) => {
      if (gtInd === 0) return;
      const [row, gt] = [image * numQueries + query, gtInd - 1];
      labels[row] = groundTruths[image].labels[gt];
      boxes.set(targets.subarray(4 * gt, 4 * gt + 4), 4 * row);
      weights.fill(1, 4 * row, 4 * row + 4);
      numPositives++;
    });
  });
  return { labels, boxes, weights, numPositives };
}

/** cx, cy, w, h in shares of the image. */
function normalizedBoxes(boxes: Float32Array, [height, width]: readonly number[]): Float32Array {
  const edges = [width, height];
  return xyxyToCxcywh(boxes.map((value, i) => value / edges[i % 2]));
}

/** @throws {ConfigError} for truths without classes, or with regions to be ignored. */
export function queryGroundTruths(groundTruths: readonly GroundTruth[]): QueryGroundTruth[] {
  return groundTruths.map(({ bboxes, labels, ignored }) => {
    if (labels === undefined) throw new ConfigError('DETRHead needs classes: collect gt_labels.');
    if (ignored === undefined) return { bboxes, labels };
    throw new ConfigError(
      'DETRHead cannot ignore regions: leave gt_bboxes_ignore out of what Collect collects.',
    );
  });
}
