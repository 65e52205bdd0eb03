/**
 * @module Focal loss, https://arxiv.org/abs/1708.02002, equation 5: easy examples have a low weight. Dims: N rows, K
 * classes.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import {
  addKernel,
  clipByValue,
  oneHot,
  type Tensor,
  type Tensor1D,
  tidy,
  where,
  zerosLike,
} from '../../engine/index.js';
import type { Loss } from './loss.js';
import { lossOptions, perElement, reduced } from './reduce.js';

interface Focus {
  readonly gamma: number;
  readonly alpha: number;
}

const power = (base: Tensor, exponent: number) => (exponent === 2 ? base.square() : base.pow(exponent));

/**
 * For `w`, the probability of a wrong prediction, with logit `u`: `a * w^gamma * -log(1 - w)`.
 *
 * @param logits `[N, K]`. @param isClass `[N, K]` bool.
 */
function parts(logits: Tensor, isClass: Tensor, { alpha }: Focus) {
  const wrongLogit = where(isClass, logits.neg(), logits);
  const wrong = wrongLogit.sigmoid();
  const surprise = wrongLogit.softplus();
  const fraction = isClass
    .toFloat()
    .mul(2 * alpha - 1)
    .add(1 - alpha);
  return { wrong, surprise, fraction };
}

/** One node of the tape: gradients in closed form, so that no intermediate `[N, K]` is kept. */
const run = addKernel({
  name: 'AlignDetSigmoidFocal',
  forward: ({ logits, isClass }, attributes) =>
    tidy(() => {
      const focus = attributes as unknown as Focus;
      const { wrong, surprise, fraction } = parts(logits, isClass, focus);
      return [power(wrong, focus.gamma).mul(surprise).mul(fraction)];
    }),
  inputsToSave: ['logits', 'isClass'],
  gradient: ([dy], [logits, isClass], attributes) => ({
    logits: () => {
      const focus = attributes as unknown as Focus;
      const { wrong, surprise, fraction } = parts(logits, isClass, focus);
      const right = wrong.neg().add(1);
      const gradient = right
        .mul(surprise)
        .mul(focus.gamma)
        .add(wrong)
        .mul(power(wrong, focus.gamma))
        .mul(fraction);
      return dy.mul(where(isClass, gradient.neg(), gradient));
    },
    isClass: () => zerosLike(isClass),
  }),
});

/** Of probabilities instead of logits. */
function focalOfProbabilities(probabilities: Tensor, isClass: Tensor, { gamma, alpha }: Focus): Tensor {
  const right = where(isClass, probabilities, probabilities.neg().add(1));
  const surprise = clipByValue(right.log(), -100, 0).neg(); // PyTorch's limit of a logarithm
  const fraction = isClass
    .toFloat()
    .mul(2 * alpha - 1)
    .add(1 - alpha);
  return power(right.neg().add(1), gamma).mul(surprise).mul(fraction);
}

export const focal = defineComponent({
  type: 'FocalLoss',
  schema: z.strictObject({
    /** Sigmoid per class; the only supported form. */
    use_sigmoid: z.literal(true, 'only the sigmoid form is supported').default(true),
    /** Focusing parameter: the larger, the lower the weight of easy examples. */
    gamma: z.number().nonnegative().default(2),
    /** Weight of positives; that of negatives is one minus this. */
    alpha: z.number().default(0.25),
    /** Predictions are already probabilities. */
    activated: z.boolean().default(false),
    ...lossOptions,
  }),
  build: ({ gamma, alpha, activated, reduction, loss_weight: lossWeight }): Loss => {
    return (prediction, labels, options = {}) =>
      tidy(() => {
        const isClass = oneHot(labels as Tensor1D, prediction.shape[1]!).toBool(); // [N, K]; background has none
        const losses = activated
          ? focalOfProbabilities(prediction, isClass, { gamma, alpha })
          : run({ logits: prediction, isClass }, { gamma, alpha })[0];
        const weight = perElement(options.weight, losses);
        return reduced(losses, { reduction, lossWeight }, { ...options, weight });
      });
  },
});
