/** @module Training of heads with anchors, independent of their losses. Dims: B images, L levels, K classes. */
import { type Builder, type ComponentConfig, ConfigError, type RandomSource } from '../../core/index.js';
import type { Tensor } from '../../engine/index.js';
import type { ImageMeta } from '../../structures/index.js';
import type { Assigner, GroundTruth, Predictions } from '../assigners/assigner.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { Loss } from '../losses/loss.js';
import type { PriorGenerator, Size } from '../priors/prior-generator.js';
import { takeAllSampler } from '../samplers/pseudo-sampler.js';
import type { Sampler } from '../samplers/sampler.js';
import type { AnchorTrainConfig } from './dense-config.js';
import type { DenseOutputs } from './dense-head.js';
import { sizesOf } from './maps.js';
import { priorLosses } from './prior-losses.js';
import { predictionsOf } from './prior-predictions.js';
import { type PriorTargets, priorTargets } from './prior-targets.js';

export interface AnchorTraining {
  readonly assigner: Assigner;
  readonly sampler: Sampler;
  readonly allowedBorder: number;
  readonly posWeight: number;
}

export interface AnchorHeadModules {
  /** Classes without background. */
  readonly numClasses: number;
  readonly generator: PriorGenerator;
  readonly coder: BBoxCoder;
  readonly lossCls: Loss;
  readonly lossBbox: Loss;
  /** K scores per anchor, or K + 1 with the background last, of which the softmax is taken. */
  readonly usesSigmoid: boolean;
  readonly regressesBoxes: boolean;
  /** Absent if the head is not trained. */
  readonly training?: AnchorTraining;
}

/** Scores per anchor. */
export function numScores({
  numClasses,
  usesSigmoid,
}: Pick<AnchorHeadModules, 'numClasses' | 'usesSigmoid'>): number {
  return usesSigmoid ? numClasses : numClasses + 1;
}

/** Losses that weight easy examples down: all anchors are used, whatever sampler is configured. */
const NEED_NO_SAMPLE = ['FocalLoss', 'QualityFocalLoss'];

/** Objects built from the options common to heads with anchors. */
export function buildAnchorHeadModules(
  options: {
    readonly anchor_generator: ComponentConfig;
    readonly bbox_coder: ComponentConfig;
    readonly reg_decoded_bbox: boolean;
    readonly loss_cls: ComponentConfig;
    readonly loss_bbox: ComponentConfig;
    readonly train_cfg: AnchorTrainConfig | null;
  },
  builder: Builder,
): Omit<AnchorHeadModules, 'numClasses'> {
  const { loss_cls: lossCls } = options;
  const loss = builder.build('loss', lossCls, 'loss_cls');
  return {
    generator: builder.build('prior_generator', options.anchor_generator, 'anchor_generator'),
    coder: builder.build('bbox_coder', options.bbox_coder, 'bbox_coder'),
    lossCls: loss,
    lossBbox: builder.build('loss', options.loss_bbox, 'loss_bbox'),
    usesSigmoid: lossCls.use_sigmoid === true,
    regressesBoxes: options.reg_decoded_bbox,
    training: buildAnchorTraining(
      options.train_cfg,
      loss.takesAll ?? NEED_NO_SAMPLE.includes(lossCls.type),
      builder,
    ),
  };
}

/** @param lossTakesAll whether the sampler is disabled. */
function buildAnchorTraining(
  config: AnchorTrainConfig | null,
  lossTakesAll: boolean,
  builder: Builder,
): AnchorTraining | undefined {
  if (config === null) return undefined;
  const { sampler } = config;
  const takesAll = sampler === undefined || lossTakesAll;
  return {
    assigner: builder.build('assigner', config.assigner, 'train_cfg.assigner'),
    sampler: takesAll ? takeAllSampler : builder.build('sampler', sampler, 'train_cfg.sampler'),
    allowedBorder: config.allowed_border,
    posWeight: config.pos_weight <= 0 ? 1 : config.pos_weight,
  };
}

/**
 * Targets of the anchors for maps of these sizes, per image.
 *
 * @param predictions per image, for an assigner that reads them.
 */
export function anchorTargets(
  { generator, coder, training, regressesBoxes }: AnchorHeadModules,
  sizes: readonly Size[],
  groundTruths: readonly GroundTruth[],
  metas: readonly Pick<ImageMeta, 'img_shape' | 'pad_shape'>[],
  random: RandomSource,
  predictions?: readonly Predictions[],
): PriorTargets[] {
  const images = metas.map((meta, i) => ({
    groundTruth: groundTruths[i],
    predictions: predictions?.[i],
    padShape: meta.pad_shape,
    imageShape: meta.img_shape,
  }));
  const options = { ...trained(training), coder, regressesBoxes };
  return priorTargets(generator, sizes, images, options, random);
}

/** One classification and one box loss per level. */
export function anchorLosses(
  modules: AnchorHeadModules,
  outputs: DenseOutputs,
  groundTruths: readonly GroundTruth[],
  metas: readonly ImageMeta[],
  random: RandomSource,
): { cls: Tensor[]; bbox: Tensor[] } {
  const { generator, coder, numClasses, regressesBoxes, lossCls, lossBbox } = modules;
  const { assigner, sampler, posWeight } = trained(modules.training);
  const sizes = sizesOf(outputs.clsScores);
  const predictions = assigner.readsPredictions
    ? predictionsOf(outputs, metas.length, { ...modules, numScores: numScores(modules) })
    : undefined;
  const targets = anchorTargets(modules, sizes, groundTruths, metas, random, predictions);
  return priorLosses(outputs, targets, generator.gridPriors(sizes), {
    lossCls,
    lossBbox,
    numScores: numScores(modules),
    background: numClasses,
    posWeight,
    takesAll: sampler.takesAll,
    decoder: regressesBoxes ? coder : undefined,
  });
}

function trained(training: AnchorTraining | undefined): AnchorTraining {
  if (training === undefined) throw new ConfigError('A head with anchors needs a train_cfg for training.');
  return training;
}
