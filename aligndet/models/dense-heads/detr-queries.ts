/**
 * @module Targets, losses (section 3.1 and appendix A.2) and detections of the queries of DETR,
 * https://arxiv.org/abs/2005.12872; no NMS is needed. Dims: L layers of the decoder, B images, Q queries of each, K
 * classes.
 */
import { ConfigError } from '../../core/index.js';
import {
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
  unstack,
} from '../../engine/index.js';
import {
  cxcywhToXyxy,
  cxcywhToXyxyTensor,
  type DetectOptions,
  type ImageMeta,
  type Losses,
  scaleBoxes,
  takeRows,
  xyxyToCxcywh,
} from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { QueryAssigner, QueryGroundTruth, QueryPredictions } from '../assigners/hungarian-assigner.js';
import type { Loss } from '../losses/loss.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import { foregroundSoftmax, sigmoid } from './logits.js';
import { imageSlice } from './maps.js';
import { topIndices } from './top-indices.js';

/** Predictions of the queries after each layer. */
export interface QueryOutputs {
  /** `[L, B, Q, K + 1]` logits, or K when they are sigmoids. */
  readonly clsScores: Tensor4D;
  /** `[L, B, Q, 4]`: cx, cy, w, h as fractions of the image. */
  readonly bboxPreds: Tensor4D;
}

export interface QueryLossOptions {
  readonly numClasses: number;
  readonly lossCls: Loss;
  readonly lossBbox: Loss;
  readonly lossIou: Loss;
  /** Weight of a query without object in the normalizer, relative to one with an object. */
  readonly backgroundWeight: number;
}

/** The predictions of each image, after each layer. */
export function predictionsOf({ clsScores, bboxPreds }: QueryOutputs): QueryPredictions[][] {
  const [numLayers, numImages] = clsScores.shape;
  const [logits, boxes] = [clsScores, bboxPreds].map((outputs) => outputs.dataSync<'float32'>());
  return Array.from({ length: numLayers }, (_, layer) =>
    Array.from({ length: numImages }, (_, image) => {
      const part = (values: Float32Array) =>
        imageSlice(values, layer * numImages + image, numLayers * numImages);
      return { logits: part(logits), boxes: part(boxes) };
    }),
  );
}

/** Targets of the queries of all images. */
export interface QueryTargets {
  /** `[B * Q]` classes, K for no object. */
  readonly labels: Int32Array;
  /** `[B * Q, 4]`: cx, cy, w, h as fractions of the image; zeros for no object. */
  readonly boxes: Float32Array;
  /** `[B * Q, 4]`: 1 for an object. */
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

/** cx, cy, w, h as fractions of the image. */
function normalizedBoxes(boxes: Float32Array, [height, width]: readonly number[]): Float32Array {
  const edges = [width, height];
  return xyxyToCxcywh(boxes.map((value, i) => value / edges[i % 2]));
}

/** @throws {ConfigError} for ground truths without classes, or with ignored boxes. */
export function queryGroundTruths(groundTruths: readonly GroundTruth[]): QueryGroundTruth[] {
  return groundTruths.map(({ bboxes, labels, ignored }) => {
    if (labels === undefined)
      throw new ConfigError('DETRHead needs classes: add gt_labels to the keys of Collect.');
    if (ignored === undefined) return { bboxes, labels };
    throw new ConfigError(
      'DETRHead does not support ignored boxes: remove gt_bboxes_ignore from the keys of Collect.',
    );
  });
}

/** The targets after each layer. */
export function targetsOfLayers(
  outputs: QueryOutputs,
  assigner: QueryAssigner,
  groundTruths: readonly QueryGroundTruth[],
  metas: readonly ImageMeta[],
  numClasses: number,
): QueryTargets[] {
  return predictionsOf(outputs).map((predictions) =>
    queryTargets(assigner, predictions, groundTruths, metas, numClasses),
  );
}

/** Losses of the last layer by name, those of the others with the prefixes `d0.`, `d1.` and so on. */
export function queryLosses(
  { clsScores, bboxPreds }: QueryOutputs,
  targets: readonly QueryTargets[],
  metas: readonly ImageMeta[],
  options: QueryLossOptions,
): Losses {
  return tidy(() => {
    const [scores, boxes] = [unstack(clsScores), unstack(bboxPreds)] as Tensor3D[][];
    const edges = imageSizesOfQueries(metas, bboxPreds.shape[2]);
    const layers = targets.map((ofLayer, layer) =>
      lossesOfLayer(scores[layer], boxes[layer], ofLayer, edges, options),
    );
    const last = layers.pop();
    const named = layers.map((losses, layer) =>
      Object.fromEntries(Object.entries(losses).map(([name, loss]) => [`d${layer}.${name}`, loss])),
    );
    return Object.assign({}, last, ...named);
  });
}

function lossesOfLayer(
  scores: Tensor3D,
  preds: Tensor3D,
  { labels, boxes, weights, numPositives }: QueryTargets,
  edges: Float32Array,
  { lossCls, lossBbox, lossIou, backgroundWeight }: QueryLossOptions,
): Record<string, Tensor> {
  const rows = scores.reshape<Tensor2D>([labels.length, -1]);
  const predicted = preds.reshape<Tensor2D>([-1, 4]);
  const asRows = (values: Float32Array) => tensor2d(values, [labels.length, 4]);
  const [weight, pixels] = [asRows(weights), asRows(edges)];
  const numNegatives = labels.length - numPositives;
  const loss_cls = lossCls(rows, tensor1d(labels, 'int32'), {
    avgFactor: Math.max(numPositives + numNegatives * backgroundWeight, 1),
  });
  const avgFactor = Math.max(numPositives, 1);
  const corners = cxcywhToXyxy(boxes).map((value, i) => value * edges[i]);
  const loss_iou = lossIou(cxcywhToXyxyTensor(predicted).mul(pixels), asRows(corners), { weight, avgFactor });
  const loss_bbox = lossBbox(predicted, asRows(boxes), { weight, avgFactor });
  return { loss_cls, loss_bbox, loss_iou };
}

/** `[B * Q, 4]`: width and height, twice, of the image of each query. */
function imageSizesOfQueries(metas: readonly ImageMeta[], numQueries: number): Float32Array {
  const edges = metas.map(({ img_shape: [height, width] }) => [width, height, width, height]);
  return Float32Array.from(
    { length: 4 * metas.length * numQueries },
    (_, i) => edges[Math.floor(i / 4 / numQueries)][i % 4],
  );
}

export interface QueryDecoding {
  readonly numClasses: number;
  /** K scores per query, or K + 1 with "no object" last, of which the softmax is taken. */
  readonly usesSigmoid: boolean;
  /** Max detections per image. */
  readonly maxPerImage: number;
}

/** Detections of one image, by descending score. */
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

/** With sigmoids a query may occur once per class. */
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
