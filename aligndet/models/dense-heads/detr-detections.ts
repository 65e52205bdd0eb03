/** @module From what queries predict to detections: there is nothing to suppress. Dims: Q queries, K classes. */
import {
  cornersOfCenters,
  type DetectOptions,
  type ImageMeta,
  scaleBoxes,
  takeRows,
} from '../../structures/index.js';
import type { QueryPredictions } from '../assigners/query-assigner.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import { foregroundSoftmax, sigmoid } from './logits.js';
import { topIndices } from './top-indices.js';

export interface QueryDecoding {
  readonly numClasses: number;
  /** K scores per query, or K + 1 with "no object" last, of which the softmax is taken. */
  readonly usesSigmoid: boolean;
  /** Most detections of an image. */
  readonly most: number;
}

/** Detections of one image, by falling score. */
export function detectQueries(
  predictions: QueryPredictions,
  { img_shape: [height, width], scale_factor: scale }: Pick<ImageMeta, 'img_shape' | 'scale_factor'>,
  decoding: QueryDecoding,
  { rescale }: DetectOptions,
): ClassedBoxes {
  const { queries, scores, labels } = bestQueries(predictions.logits, decoding);
  const sides = [width, height];
  const pixels = cornersOfCenters(takeRows(predictions.boxes, queries)).map((share, i) => {
    const side = sides[i % 2];
    return Math.min(Math.max(Math.fround(share * side), 0), side);
  });
  const placed = rescale ? scaleBoxes(pixels, scale, -1) : pixels;
  const dets = new Float32Array(5 * labels.length);
  for (let i = 0; i < labels.length; i++) {
    dets.set(placed.subarray(4 * i, 4 * i + 4), 5 * i);
    dets[5 * i + 4] = scores[i];
  }
  return { dets, labels };
}

/** With sigmoids a query may be there once for each class. */
function bestQueries(
  logits: Float32Array,
  { numClasses, usesSigmoid, most }: QueryDecoding,
): { queries: Int32Array; scores: Float32Array; labels: Int32Array } {
  const probabilities = usesSigmoid ? logits.map(sigmoid) : foregroundSoftmax(logits, numClasses);
  if (usesSigmoid) {
    const best = topIndices(probabilities, most);
    return {
      queries: best.map((place) => Math.floor(place / numClasses)),
      scores: Float32Array.from(best, (place) => probabilities[place]),
      labels: best.map((place) => place % numClasses),
    };
  }
  const classes = new Int32Array(probabilities.length / numClasses);
  for (let query = 0; query < classes.length; query++) {
    const start = query * numClasses;
    for (let k = 1; k < numClasses; k++) {
      if (probabilities[start + k] > probabilities[start + classes[query]]) classes[query] = k;
    }
  }
  const scores = Float32Array.from(classes, (label, query) => probabilities[query * numClasses + label]);
  const queries = topIndices(scores, most);
  return {
    queries,
    scores: Float32Array.from(queries, (query) => scores[query]),
    labels: queries.map((query) => classes[query]),
  };
}
