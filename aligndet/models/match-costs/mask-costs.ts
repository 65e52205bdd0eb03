/**
 * @module Mask costs, https://arxiv.org/abs/2112.01527, section 3.3. Dims: N predicted masks `[N, P]`, M ground truth
 * masks `[M, P]` of zeros and ones, P pixels.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { sigmoid } from '../dense-heads/logits.js';
import {
  buildFocalLossCost,
  type CostRows,
  costOfPairs,
  costWeight,
  type FocalOptions,
  focalTerms,
  type MatchCost,
} from './match-costs.js';

/** Dot product of row `i` of `a` and row `j` of `b`. */
function product(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += a[i * width + k] * b[j * width + k];
  return sum;
}

/** Sum of `part` over each row's values. */
function sums({ data, width }: CostRows, part: (value: number) => number = (value) => value): Float64Array {
  const totals = new Float64Array(data.length / width);
  for (let i = 0; i < data.length; i++) totals[Math.floor(i / width)] += part(data[i]);
  return totals;
}

/** Mean over the pixels of the loss of a logit, by whether the pixel is in the mask. */
function perPixelCost(
  lossOf: (logit: number) => [inside: number, outside: number],
  weight: number,
): MatchCost {
  return (predictions, groundTruths) => {
    const { data, width } = predictions;
    const [inside, outside] = [new Float32Array(data.length), new Float32Array(data.length)];
    for (let i = 0; i < data.length; i++) [inside[i], outside[i]] = lossOf(data[i]);
    const rest = groundTruths.data.map((pixel) => 1 - pixel);
    return costOfPairs(predictions, groundTruths, (i, j) => {
      const lost = product(inside, i, groundTruths.data, j, width) + product(outside, i, rest, j, width);
      return (lost / width) * weight;
    });
  };
}

export const focalLossCost = defineComponent({
  type: 'FocalLossCost',
  schema: z.strictObject({
    /** Weight of this cost in the total. */
    weight: costWeight,
    /** Weight of positives; that of negatives is one minus this. */
    alpha: z.number().default(0.25),
    /** Focusing parameter: the larger, the lower the weight of easy examples. */
    gamma: z.number().default(2),
    /** Added to the argument of a logarithm. */
    eps: z.number().positive().default(1e-12),
    /** Compare masks instead of classes. */
    binary_input: z.boolean().default(false),
  }),
  build({ weight, binary_input: isOfMasks, ...options }) {
    const focus: FocalOptions = options;
    return isOfMasks
      ? perPixelCost((logit) => focalTerms(logit, focus), weight)
      : buildFocalLossCost(focus, weight);
  },
});

export const diceCost = defineComponent({
  type: 'DiceCost',
  schema: z.strictObject({
    /** Weight of this cost in the total. */
    weight: costWeight,
    /** Apply a sigmoid to the masks. */
    pred_act: z.boolean().default(false),
    /** Added to numerator and denominator. */
    eps: z.number().positive().default(1e-3),
    /** Sums instead of sums of squares in the denominator. */
    naive_dice: z.boolean().default(true),
  }),
  build: ({ weight, pred_act: isLogit, eps, naive_dice: isNaive }): MatchCost => {
    const part = isNaive ? undefined : (value: number) => value ** 2;
    return (given, groundTruths) => {
      const { width } = given;
      const data = isLogit ? given.data.map(sigmoid) : given.data;
      const [own, its] = [sums({ data, width }, part), sums(groundTruths, part)];
      return costOfPairs(given, groundTruths, (i, j) => {
        const common = 2 * product(data, i, groundTruths.data, j, width);
        return (1 - (common + eps) / (own[i] + its[j] + eps)) * weight;
      });
    };
  },
});

/** `log(1 + exp(x))`, without overflow. */
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const crossEntropyLossCost = defineComponent({
  type: 'CrossEntropyLossCost',
  schema: z.strictObject({
    /** Weight of this cost in the total. */
    weight: costWeight,
    /** Binary cross entropy per pixel; the only supported form. */
    use_sigmoid: z.literal(true, 'only the sigmoid form is supported').default(true),
  }),
  build: ({ weight }) => perPixelCost((logit) => [softplus(-logit), softplus(logit)], weight),
});
