/**
 * @module Costs of classes: how improbable a prediction finds the class of a truth; DETR,
 * https://arxiv.org/abs/2005.12872, section 3.1. Dims: N predictions `[N, K]` logits, M truths `[M]` labels. Rounded to
 * float32 where PyTorch rounds, so that decisions agree.
 */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { sigmoid, softmax } from '../dense-heads/logits.js';
import { type CostRows, costOfPairs, countRows, type MatchCost } from './match-cost.js';

const { fround, log } = Math;

/** Factor of a cost among others. */
export const costWeight = z.number().default(1);

/** @throws {DataError} for a label that there is no logit of. */
function checkLabels({ width }: CostRows, { data: labels }: CostRows): void {
  const stray = labels.find((label) => label < 0 || label >= width);
  if (stray === undefined) return;
  throw new DataError(`A box is labelled ${stray}, but predictions have ${width} scores, 0 to ${width - 1}.`);
}

/** Less the softmax probability of the class: at most 0. */
export function classificationCost(weight: number): MatchCost {
  return (predictions, groundTruths) => {
    checkLabels(predictions, groundTruths);
    const { data: logits, width } = predictions;
    const { data: labels } = groundTruths;
    const rows = Array.from({ length: countRows(predictions) }, (_, i) =>
      softmax((logits as Float32Array).subarray(i * width, (i + 1) * width)),
    );
    return costOfPairs(predictions, groundTruths, (i, j) => -rows[i][labels[j]] * weight);
  };
}

/** What focal loss, https://arxiv.org/abs/1708.02002, says of a logit as a positive and as a negative. */
export interface FocalOptions {
  readonly alpha: number;
  readonly gamma: number;
  /** Added to what a logarithm is taken of. */
  readonly eps: number;
}

/** Loss of a logit if its class is right, and if it is wrong. */
export function focalTerms(
  logit: number,
  { alpha, gamma, eps }: FocalOptions,
): [right: number, wrong: number] {
  const probability = sigmoid(logit);
  const rest = fround(1 - probability);
  const surprise = (value: number) => -fround(log(fround(value + fround(eps))));
  return [
    fround(fround(surprise(probability) * fround(alpha)) * fround(rest ** gamma)),
    fround(fround(surprise(rest) * fround(1 - alpha)) * fround(probability ** gamma)),
  ];
}

/** How much more the class is lost by as a positive than as a negative. */
export function focalLossCost(options: FocalOptions, weight: number): MatchCost {
  return (predictions, groundTruths) => {
    checkLabels(predictions, groundTruths);
    const { data: logits, width } = predictions;
    const { data: labels } = groundTruths;
    return costOfPairs(predictions, groundTruths, (i, j) => {
      const [right, wrong] = focalTerms(logits[i * width + labels[j]], options);
      return fround(right - wrong) * weight;
    });
  };
}

export const classificationCostComponent = defineComponent({
  type: 'ClassificationCost',
  schema: z.strictObject({
    /** Factor of this cost in the total. */
    weight: costWeight,
  }),
  build: ({ weight }) => classificationCost(weight),
});
