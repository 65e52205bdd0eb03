/** @module From what queries predict to detections: there is nothing to suppress. Dims: Q queries, K classes. */
import {
  cxcywhToXyxy,
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
  readonly maxPerImage: number;
}

/** Detections of one image, by falling score. */
export function detectQueries(
  predictions: QueryPredictions,
  { img_shape: [height, width], scale_factor: scale }: Pick<ImageMeta, 'img_shape' | 'scale_factor'>,
  decoding: QueryDecoding,
  { rescale }: DetectOptions,
): ClassedBoxes {
  const { queries, scores, labels } = bestQueries(predictions.logits, decoding);
  const extents = [width, height];
  const pixels = cxcywhToXyxy(takeRows(predictions.boxes, queries)).map((coordinate, i) => {
    const extent = extents[i % 2];
    return Math.min(Math.max(Math.fround(coordinate * extent), 0), extent);
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
  { numClasses, usesSigmoid, maxPerImage }: QueryDecoding,
): { queries: Int32Array; scores: Float32Array; labels: Int32Array } {
  const probabilities = usesSigmoid ? logits.map(sigmoid) : foregroundSoftmax(logits, numClasses);
  if (usesSigmoid) {
    const best = topIndices(probabilities, maxPerImage);
    return {
      queries: best.map((index) => Math.floor(index / numClasses)),
      scores: Float32Array.from(best, (index) => probabilities[index]),
      labels: best.map((index) => index % numClasses),
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
  const queries = topIndices(scores, maxPerImage);
  return {
    queries,
    scores: Float32Array.from(queries, (query) => scores[query]),
    labels: queries.map((query) => classes[query]),
  };
}
