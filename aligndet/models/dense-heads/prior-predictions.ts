/**
 * @module Predictions for the priors of each image, for assigners that read them. Dims: N priors of all levels, K
 * classes.
 */
import { type Tensor, type Tensor2D, tidy } from '../../engine/index.js';
import { concatRows } from '../../structures/index.js';
import type { Predictions } from '../assigners/assigner.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { PriorGenerator } from '../priors/prior-generator.js';
import type { DenseOutputs } from './dense-head.js';
import { sizesOf } from './maps.js';

export interface PredictionOptions {
  readonly generator: PriorGenerator;
  readonly coder: BBoxCoder;
  readonly usesSigmoid: boolean;
  readonly numClasses: number;
  /** Scores of a prior: K, or K + 1 with the background. */
  readonly numScores: number;
}

/** @returns per image. */
export function predictionsOf(
  outputs: DenseOutputs,
  numImages: number,
  { generator, coder, usesSigmoid, numClasses, numScores }: PredictionOptions,
): Predictions[] {
  const priors = generator.gridPriors(sizesOf(outputs.clsScores));
  const scores = outputs.clsScores.map((level, i) =>
    read(() => {
      const logits = level.reshape([-1, numScores]) as Tensor2D; // [B * n, K or K + 1]
      const all = usesSigmoid ? logits.sigmoid() : logits.softmax();
      const own = numScores === numClasses ? all : all.slice([0, 0], [-1, numClasses]);
      const factors = outputs.scoreFactors?.[i];
      return factors === undefined ? own : own.mul(factors.sigmoid().reshape([-1, 1]));
    }),
  );
  const codes = outputs.bboxPreds.map((level) => read(() => level));
  const strides = concatRows(
    priors.map((level, i) => {
      const values = new Float32Array(level.length / 2);
      for (let at = 0; at < values.length; at += 2) values.set(generator.strides[i], at);
      return values;
    }),
  );
  return Array.from({ length: numImages }, (_, image) => {
    const ofImage = (levels: readonly Float32Array[]): Float32Array[] =>
      levels.map((level) => {
        const size = level.length / numImages;
        return level.subarray(image * size, (image + 1) * size);
      });
    const boxes = ofImage(codes).map((own, level) => coder.decode(priors[level], own));
    return { scores: concatRows(ofImage(scores)), numClasses, boxes: concatRows(boxes), strides };
  });
}

function read(make: () => Tensor): Float32Array {
  const values = tidy(() => make().clone());
  const data = values.dataSync() as Float32Array;
  values.dispose();
  return data;
}
