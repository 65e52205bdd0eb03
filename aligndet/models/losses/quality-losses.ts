/**
 * @module Losses that join class and quality, https://arxiv.org/abs/2006.04388 (quality and distribution focal loss) and
 * https://arxiv.org/abs/2008.13367 (varifocal loss), and of heat maps, https://arxiv.org/abs/1808.01244.
 * Dims: N rows, K classes.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import { absolute, oneHot, type Tensor, type Tensor1D, type Tensor2D, tidy } from '../../engine/index.js';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '../../nn/index.js';
import type { Loss } from './loss.js';
import { lossOptions, reduced } from './reduce.js';

const sigmoidOnly = {
  /** Sigmoid per class; the only supported form. */
  use_sigmoid: z.literal(true, 'only the sigmoid form is supported').default(true),
};

/** Equation 4: targets are labels `[N]`, and `options.quality` `[N]` is the localization quality. */
export const qualityFocal = defineComponent({
  type: 'QualityFocalLoss',
  schema: z.strictObject({
    ...sigmoidOnly,
    /** Focusing parameter: the larger, the lower the weight of easy examples. */
    beta: z.number().default(2),
    /** Predictions are already probabilities; not supported. */
    activated: z.literal(false, 'probabilities as predictions are not supported').default(false),
    ...lossOptions,
  }),
  build: ({ beta, reduction, loss_weight: lossWeight }): Loss => {
    return (prediction, labels, options = {}) => {
      const { quality } = options;
      if (quality === undefined) throw new ConfigError('QualityFocalLoss needs the quality of each label.');
      return tidy(() => {
        const isClass = oneHot(labels as Tensor1D, prediction.shape[1]!).toFloat();
        const targets = isClass.mul(quality.reshape([-1, 1])); // [N, K]
        const distance = absolute(targets.sub(prediction.sigmoid())).pow(beta);
        const losses = sigmoidCrossEntropy(prediction, targets).mul(distance).sum(1);
        return reduced(losses, { reduction, lossWeight }, options);
      });
    };
  },
});

/** Equation 6: logits of integral distances `[N, n + 1]`, targets `[N]` in [0, n). */
export const distributionFocal = defineComponent({
  type: 'DistributionFocalLoss',
  schema: z.strictObject(lossOptions),
  build: ({ reduction, loss_weight: lossWeight }): Loss => {
    return (prediction, target, options = {}) =>
      tidy(() => {
        const below = target.floor();
        const left = softmaxCrossEntropy(prediction as Tensor2D, below.toInt() as Tensor1D);
        const right = softmaxCrossEntropy(prediction as Tensor2D, below.add(1).toInt() as Tensor1D);
        const fraction = target.sub(below);
        const losses = left.mul(fraction.neg().add(1)).add(right.mul(fraction));
        return reduced(losses, { reduction, lossWeight }, options);
      });
  },
});

/** Equation 2: targets are the IoU of the labelled class, else 0, `[N, K]`. */
export const varifocal = defineComponent({
  type: 'VarifocalLoss',
  schema: z.strictObject({
    ...sigmoidOnly,
    /** Weight of negatives. */
    alpha: z.number().nonnegative().default(0.75),
    /** Focusing parameter: the larger, the lower the weight of easy examples. */
    gamma: z.number().default(2),
    /** Weight positives with their IoU. */
    iou_weighted: z.boolean().default(true),
    ...lossOptions,
  }),
  build: ({ alpha, gamma, iou_weighted: isWeighted, reduction, loss_weight: lossWeight }): Loss => {
    return (prediction, target, options = {}) =>
      tidy(() => {
        const isPositive = target.greater(0).toFloat();
        const distance = absolute(prediction.sigmoid().sub(target)).pow(gamma);
        const negative = distance.mul(alpha).mul(isPositive.neg().add(1));
        const focus = (isWeighted ? target.mul(isPositive) : isPositive).add(negative);
        const losses = sigmoidCrossEntropy(prediction, target).mul(focus);
        return reduced(losses, { reduction, lossWeight }, options);
      });
  },
});

/** Equation 1: probabilities and targets in [0, 1] with peaks of 1. */
export const gaussianFocal = defineComponent({
  type: 'GaussianFocalLoss',
  schema: z.strictObject({
    /** Power of the prediction. */
    alpha: z.number().default(2),
    /** Power that reduces the weight of negatives near a peak. */
    gamma: z.number().default(4),
    ...lossOptions,
  }),
  build: ({ alpha, gamma, reduction, loss_weight: lossWeight }): Loss => {
    return (prediction, target, options = {}) =>
      tidy(() => {
        const missed = (probability: Tensor) =>
          probability.add(1e-12).log().neg().mul(probability.neg().add(1).pow(alpha));
        const positive = missed(prediction).mul(target.equal(1).toFloat());
        const negative = missed(prediction.neg().add(1)).mul(target.neg().add(1).pow(gamma));
        return reduced(positive.add(negative), { reduction, lossWeight }, options);
      });
  },
});
