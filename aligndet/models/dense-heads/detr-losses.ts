/**
 * @module The losses of DETR, https://arxiv.org/abs/2005.12872, section 3.1 and appendix A.2, for the queries behind each
 * layer of the decoder. Dims: L layers, B images, Q queries, K + 1 scores.
 */
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
import { cxcywhToXyxy, cxcywhToXyxyTensor, type ImageMeta, type Losses } from '../../structures/index.js';
import type { QueryAssigner, QueryGroundTruth, QueryPredictions } from '../assigners/query-assigner.js';
import type { Loss } from '../losses/loss.js';
import { type QueryTargets, queryTargets } from './detr-targets.js';
import { imageSlice } from './maps.js';

/** What the queries behind each layer predict. */
export interface QueryOutputs {
  /** `[L, B, Q, K + 1]` logits, or K when they are sigmoids. */
  readonly clsScores: Tensor4D;
  /** `[L, B, Q, 4]`: cx, cy, w, h in shares of the image. */
  readonly bboxPreds: Tensor4D;
}

export interface QueryLossOptions {
  readonly numClasses: number;
  readonly lossCls: Loss;
  readonly lossBbox: Loss;
  readonly lossIou: Loss;
  /** How much a query without an object counts, where one with an object counts 1. */
  readonly backgroundWeight: number;
}

/** The predictions of each image, behind each layer. */
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

/** The targets behind each layer. */
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

/** Losses of the last layer under their names, those of the others with `d0.`, `d1.` and so on before them. */
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
