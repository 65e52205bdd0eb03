/**
 * @module Cross entropy of classes, of independent classes (sigmoid), and of masks, as mmdetection's `CrossEntropyLoss`.
 * Dims: N predictions, K classes; a label of K is the background of sigmoid scores.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import {
  cast,
  gather,
  logSoftmax,
  oneHot,
  onesLike,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
} from '../../engine/index.js';
import type { Loss, LossOptions } from './loss.js';
import { lossWeightOption, reduceLoss, reductionOption } from './reduce.js';

const schema = z.strictObject({
  /** Classes are independent of each other. */
  use_sigmoid: z.boolean().default(false),
  /** Compare the map of the labelled class with a mask. */
  use_mask: z.boolean().default(false),
  reduction: reductionOption,
  /** Weight of each class. */
  class_weight: z.array(z.number()).nullable().default(null),
  /** Label that counts for nothing. */
  ignore_index: z.int().nullable().default(null),
  loss_weight: lossWeightOption,
  /** Average over the elements that are not ignored. */
  avg_non_ignore: z.boolean().default(false),
});

type Settings = z.output<typeof schema>;

/** PyTorch's own default. */
const IGNORED = -100;

/**
 * Element-wise `-w t log sigmoid(x) - (1 - t) log(1 - sigmoid(x))`: exact for logits of any size, and with the right
 * slope at 0.
 *
 * @param logits any shape. @param targets the same shape, in [0, 1].
 * @param positiveWeight `w`, PyTorch's `pos_weight`.
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor, positiveWeight?: Tensor): Tensor {
  const positives = positiveWeight === undefined ? targets : targets.mul(positiveWeight);
  return positives.mul(logits.neg().softplus()).add(onesLike(targets).sub(targets).mul(logits.softplus()));
}

export const crossEntropyLoss = defineComponent({
  type: 'CrossEntropyLoss',
  schema,
  build: (settings): Loss => {
    if (settings.use_sigmoid && settings.use_mask) {
      throw new ConfigError('CrossEntropyLoss: use_sigmoid and use_mask exclude each other.');
    }
    const compare = settings.use_mask ? ofMasks : settings.use_sigmoid ? ofIndependentClasses : ofClasses;
    return (prediction, target, options = {}) =>
      tidy(() => compare(prediction, target, options, settings).mul(settings.loss_weight));
  },
});

/** @param scores `[N, K]`. @param labels `[N]`. */
function ofClasses(scores: Tensor, labels: Tensor, options: LossOptions, settings: Settings): Tensor {
  const ignored = options.ignoreIndex ?? settings.ignore_index ?? IGNORED;
  const numClasses = scores.shape[scores.rank - 1];
  const counted = cast(labels.notEqual(ignored), 'float32');
  const chosen = oneHot(labels as Tensor1D, numClasses) as Tensor2D; // 0 everywhere where the label is none
  let values = logSoftmax(scores as Tensor2D)
    .mul(chosen)
    .sum(-1)
    .neg();
  const weights = settings.class_weight;
  if (weights !== null) {
    const known = labels.clipByValue(0, numClasses - 1) as Tensor1D;
    values = values.mul(gather(tensor1d(weights), cast(known, 'int32')));
  }
  return reduceLoss(values.mul(counted), averaging(options, settings, counted), settings.reduction);
}

/** @param scores `[N, K]`. @param labels `[N]`, or `[N, K]` of 0 and 1. */
function ofIndependentClasses(
  scores: Tensor,
  labels: Tensor,
  options: LossOptions,
  settings: Settings,
): Tensor {
  const ignored = options.ignoreIndex ?? settings.ignore_index ?? IGNORED;
  const numClasses = scores.shape[scores.rank - 1];
  const isExpanded = labels.rank === scores.rank;
  const counted = cast(labels.greaterEqual(0).logicalAnd(labels.notEqual(ignored)), 'float32');
  const perClass = isExpanded ? counted : counted.expandDims(-1).mul(onesLike(scores)); // [N, K]
  const targets = isExpanded
    ? cast(labels, 'float32')
    : numClasses === 1
      ? cast(labels.equal(0), 'float32').expandDims(-1)
      : cast(oneHot(labels as Tensor1D, numClasses), 'float32');
  const weight = rowWeights(options.weight, perClass);
  const positiveWeight = settings.class_weight === null ? undefined : tensor1d(settings.class_weight);
  const values = binaryCrossEntropy(scores, targets, positiveWeight);
  return reduceLoss(values, { ...averaging(options, settings, perClass), weight }, settings.reduction);
}

function rowWeights(weight: Tensor | undefined, counted: Tensor): Tensor {
  if (weight === undefined) return counted;
  return (weight.rank < counted.rank ? weight.expandDims(-1) : weight).mul(counted);
}

/** @param maps `[N, H, W, K]`. @param masks `[N, H, W]` of 0 and 1. @returns `[1]`. */
function ofMasks(
  maps: Tensor,
  masks: Tensor,
  { labels, ...options }: LossOptions,
  settings: Settings,
): Tensor {
  if (settings.ignore_index !== null)
    throw new ConfigError('CrossEntropyLoss: use_mask knows no ignore_index.');
  if ((options.reduction ?? settings.reduction) !== 'mean' || options.avgFactor !== undefined) {
    throw new ConfigError('CrossEntropyLoss: use_mask averages over all pixels, nothing else.');
  }
  if (labels === undefined) throw new ConfigError('CrossEntropyLoss: use_mask needs the labels of the maps.');
  const [, , , numClasses] = maps.shape;
  const own = numClasses === 1 ? maps.squeeze([-1]) : ownMaps(maps, labels as Tensor1D); // [N, H, W]
  return binaryCrossEntropy(own, cast(masks, 'float32')).mean().reshape([1]);
}

/** The map of its labelled class for each. */
function ownMaps(maps: Tensor, labels: Tensor1D): Tensor {
  const numClasses = maps.shape[3] as number;
  return maps.mul(cast(oneHot(labels, numClasses), 'float32').reshape([-1, 1, 1, numClasses])).sum(-1);
}

/** The average over what counts, where the config asks for it and the caller names no other. */
function averaging(options: LossOptions, settings: Settings, counted: Tensor): LossOptions {
  const reduction = options.reduction ?? settings.reduction;
  if (!settings.avg_non_ignore || options.avgFactor !== undefined || reduction !== 'mean') return options;
  return { ...options, avgFactor: counted.sum() };
}
