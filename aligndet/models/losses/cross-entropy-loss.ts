/** @module Cross entropy: of a softmax, of sigmoids, or of the masks of given classes. Dims: N rows, K classes. */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import {
  gather,
  oneHot,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  where,
  zerosLike,
} from '../../engine/index.js';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '../../nn/index.js';
import type { Loss, LossOptions } from './loss.js';
import { lossOptions, type Reducing, reduced } from './reduce.js';

interface Settings extends Reducing {
  readonly classWeight: readonly number[] | null;
  readonly ignoreIndex: number | null;
  /** Average over the elements that are not ignored. */
  readonly skipsIgnored: boolean;
}

/** PyTorch's default `ignore_index`. */
export const IGNORED_LABEL = -100;

/** Valid labels, `[N]` bool. */
const isUsed = (labels: Tensor, { ignoreIndex }: Settings, options: LossOptions) =>
  labels.notEqual(options.ignoreIndex ?? ignoreIndex ?? IGNORED_LABEL);

/** The options with the number of valid elements as average factor. */
function averaged(used: Tensor, settings: Settings, options: LossOptions): LossOptions {
  const isMean = (options.reduction ?? settings.reduction) === 'mean';
  if (!settings.skipsIgnored || options.avgFactor !== undefined || !isMean) return options;
  return { ...options, avgFactor: used.toFloat().sum() };
}

/** Logits `[N, K]`, labels `[N]`. */
function softmaxLoss(settings: Settings): Loss {
  const { classWeight } = settings;
  return (prediction, labels, options = {}) =>
    tidy(() => {
      const used = isUsed(labels, settings, options);
      const safe = where(used, labels, zerosLike(labels)) as Tensor1D;
      let losses: Tensor = softmaxCrossEntropy(prediction as Tensor2D, safe);
      if (classWeight !== null) losses = losses.mul(gather(tensor1d([...classWeight]), safe));
      losses = losses.mul(used.toFloat());
      return reduced(losses, settings, averaged(used, settings, options));
    });
}

/** Logits `[N, K]` with labels `[N]`, or both of one shape with probabilities as targets. */
function sigmoidLoss(settings: Settings): Loss {
  const { classWeight } = settings;
  return (prediction, target, options = {}) =>
    tidy(() => {
      let used = isUsed(target, settings, options).logicalAnd(target.greaterEqual(0));
      let { weight } = options;
      let targets = target;
      if (prediction.rank !== target.rank) {
        const numClasses = prediction.shape.at(-1)!;
        targets = oneHot(target.toInt() as Tensor1D, numClasses); // [N, K]; a label out of range has no class
        used = used.reshape([-1, 1]).tile([1, numClasses]);
        weight = weight?.reshape([-1, 1]);
      }
      const positive = classWeight === null ? undefined : tensor1d([...classWeight]);
      const losses = sigmoidCrossEntropy(prediction, targets.toFloat(), positive);
      const counted = used.toFloat();
      const weights = weight === undefined ? counted : weight.mul(counted);
      return reduced(losses, settings, { ...averaged(used, settings, options), weight: weights });
    });
}

/** Maps of logits `[N, H, W, K]` and of ground truth `[N, H, W]`; `options.labels` selects one of the K maps. */
function maskLoss(settings: Settings): Loss {
  return (prediction, target, { labels, reduction = 'mean', avgFactor, ignoreIndex }: LossOptions = {}) => {
    if (labels === undefined)
      throw new ConfigError('CrossEntropyLoss with use_mask needs the labels of the masks.');
    if (reduction !== 'mean' || avgFactor !== undefined || (ignoreIndex ?? settings.ignoreIndex) !== null) {
      throw new ConfigError(
        'CrossEntropyLoss with use_mask supports only the mean over all pixels, without ignored ones.',
      );
    }
    return tidy(() => {
      const numClasses = prediction.shape.at(-1)!;
      const isAgnostic = numClasses === 1;
      const choice = oneHot(labels as Tensor1D, numClasses)
        .toFloat()
        .reshape([-1, 1, 1, numClasses]);
      const logits = isAgnostic ? prediction.squeeze([3]) : prediction.mul(choice).sum(3); // [N, H, W]
      const weight = settings.classWeight === null ? undefined : tensor1d([...settings.classWeight]);
      const losses = sigmoidCrossEntropy(logits, target.reshape(logits.shape), weight);
      return losses.mean().mul(settings.lossWeight);
    });
  };
}

export const crossEntropy = defineComponent({
  type: 'CrossEntropyLoss',
  schema: z.strictObject({
    /** One sigmoid per class instead of a softmax over all. */
    use_sigmoid: z.boolean().default(false),
    /** Compare the masks of each object's class. */
    use_mask: z.boolean().default(false),
    /** Weight of each class (softmax), or of its positive term (sigmoid). */
    class_weight: z.array(z.number()).nullable().default(null),
    /** Label that is ignored. */
    ignore_index: z.int().nullable().default(null),
    /** Average over the elements that are not ignored instead of all. */
    avg_non_ignore: z.boolean().default(false),
    ...lossOptions,
  }),
  build: ({ use_sigmoid: usesSigmoid, use_mask: usesMask, ...options }) => {
    if (usesSigmoid && usesMask)
      throw new ConfigError('CrossEntropyLoss: use_sigmoid and use_mask exclude each other.');
    const settings: Settings = {
      reduction: options.reduction,
      lossWeight: options.loss_weight,
      classWeight: options.class_weight,
      ignoreIndex: options.ignore_index,
      skipsIgnored: options.avg_non_ignore,
    };
    return usesMask ? maskLoss(settings) : usesSigmoid ? sigmoidLoss(settings) : softmaxLoss(settings);
  },
});
