/**
 * @module The standard second stage: one box head and, for instance segmentation, one mask head,
 * https://arxiv.org/abs/1703.06870. Dims: B images, R RoIs, L levels.
 */
import { z } from 'zod';
import { ConfigError, defineComponent, type RandomSource, slot } from '../../core/index.js';
import { gather, type Tensor4D, tensor1d, tidy } from '../../engine/index.js';
import { type InitCfg, initCfgOption, Module } from '../../nn/index.js';
import {
  type Detections,
  type DetectOptions,
  type ImageMeta,
  type Losses,
  toRois,
  withoutScores,
} from '../../structures/index.js';
import type { SamplingResult } from '../samplers/sampling-result.js';
import type { BBoxHead } from './bbox-heads/bbox-head.js';
import { sampledBoxes } from './bbox-heads/bbox-targets.js';
import type { MaskHead } from './mask-heads/mask-head.js';
import { masksOf, maskTargets, positiveLabels } from './mask-heads/mask-targets.js';
import { type RoiTestConfig, roiTestSchema, roiTrainSchema } from './roi-config.js';
import { detectInViews, detectRois } from './roi-detections.js';
import type { RoiExtractor } from './roi-extractors/roi-extractor.js';
import type { InstanceGroundTruth, RoiHead } from './roi-head.js';
import { roiReader } from './roi-reader.js';
import { buildRoiTraining, type RoiTraining } from './roi-training.js';
import { sampleRois } from './sample-rois.js';

export interface StandardRoiHeadModules {
  readonly bboxExtractor: RoiExtractor;
  readonly bboxHead: BBoxHead;
  /** Absent with a mask head: masks are predicted from the features of the box head. */
  readonly maskExtractor?: RoiExtractor;
  readonly maskHead?: MaskHead;
  /** Absent if the head is not trained. */
  readonly training?: RoiTraining;
  readonly testCfg?: RoiTestConfig;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class StandardRoiHead extends Module implements RoiHead {
  readonly #modules: StandardRoiHeadModules;

  constructor(modules: StandardRoiHeadModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('bbox_head', modules.bboxHead);
    if (modules.maskHead !== undefined) this.child('mask_head', modules.maskHead);
  }

  losses(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    groundTruths: readonly InstanceGroundTruth[],
    _metas: readonly ImageMeta[],
    random: RandomSource,
  ): Losses {
    const { training, bboxExtractor, bboxHead } = this.#modules;
    if (training === undefined)
      throw new ConfigError('StandardRoIHead: train_cfg.rcnn is missing, but needed for training.');
    const samples = sampleRois(proposals.map(withoutScores), groundTruths, training, random);
    return tidy(() => {
      const rois = toRois(sampledBoxes(samples));
      const roiFeatures = bboxExtractor.forward(features.slice(0, bboxExtractor.numInputs), rois);
      const targets = bboxHead.targets(samples, training.posWeight);
      return {
        ...bboxHead.losses(bboxHead.forward(roiFeatures), rois, targets),
        ...this.#maskLosses(features, roiFeatures, samples, groundTruths),
      };
    });
  }

  /** @param roiFeatures features of all sampled RoIs, for a mask head without its own extractor. */
  #maskLosses(
    features: readonly Tensor4D[],
    roiFeatures: Tensor4D,
    samples: readonly SamplingResult[],
    groundTruths: readonly InstanceGroundTruth[],
  ): Losses {
    const { maskExtractor, maskHead, training } = this.#modules;
    if (maskHead === undefined || training === undefined) return {};
    const positives =
      maskExtractor === undefined
        ? gather(roiFeatures, tensor1d(positiveRows(samples), 'int32'))
        : maskExtractor.forward(
            features.slice(0, maskExtractor.numInputs),
            toRois(samples.map(({ posBoxes }) => posBoxes)),
          );
    const labels = positiveLabels(samples);
    const targets = maskTargets(samples, masksOf(groundTruths), training.maskSize, training.softMasks);
    return maskHead.losses(maskHead.logitsOf(maskHead.features(positives), labels), targets);
  }

  detect(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    metas: readonly ImageMeta[],
    options: DetectOptions,
  ): Detections[] {
    return detectRois(roiReader(this.#modules), features, proposals, metas, options);
  }

  detectInViews(
    views: readonly (readonly Tensor4D[])[],
    proposals: Float32Array,
    metas: readonly ImageMeta[],
    options: DetectOptions,
  ): Detections {
    return detectInViews(roiReader(this.#modules), views, proposals, metas, options);
  }
}

/** Rows of the positives among all sampled RoIs. */
function positiveRows(samples: readonly SamplingResult[]): Int32Array {
  const rows: number[] = [];
  let start = 0;
  for (const { posInds, negInds } of samples) {
    for (let i = 0; i < posInds.length; i++) rows.push(start + i);
    start += posInds.length + negInds.length;
  }
  return Int32Array.from(rows);
}

/** Options of mmdetection's `StandardRoIHead`. */
export const standardRoiHeadOptions = {
  /** RoI extractor of the box head. */
  bbox_roi_extractor: slot('roi_extractor'),
  /** Box head. */
  bbox_head: slot('bbox_head'),
  /** RoI extractor of the mask head; null: that of the box head. */
  mask_roi_extractor: slot('roi_extractor').nullable().default(null),
  /** Mask head. */
  mask_head: slot('mask_head').nullable().default(null),
  /** Layers before both heads; not supported. */
  shared_head: z.null('a shared_head is not supported: move its layers to the heads').default(null),
  /** Assignment and sampling of proposals; a detector sets it to its `train_cfg.rcnn`. */
  train_cfg: roiTrainSchema.nullable().default(null),
  /** Post-processing; a detector sets it to its `test_cfg.rcnn`. */
  test_cfg: roiTestSchema.nullable().default(null),
  /** Deprecated spelling of an `init_cfg`; must be null. */
  pretrained: z.null().default(null),
  /** Initialization of weights; null: the heads' own. */
  init_cfg: initCfgOption.nullable().default(null),
};

export const standardRoiHead = defineComponent({
  type: 'StandardRoIHead',
  schema: z.strictObject(standardRoiHeadOptions),
  build: (options, builder) => {
    const train = options.train_cfg;
    return new StandardRoiHead({
      bboxExtractor: builder.build('roi_extractor', options.bbox_roi_extractor, 'bbox_roi_extractor'),
      bboxHead: builder.build('bbox_head', options.bbox_head, 'bbox_head'),
      maskExtractor: options.mask_roi_extractor
        ? builder.build('roi_extractor', options.mask_roi_extractor, 'mask_roi_extractor')
        : undefined,
      maskHead: options.mask_head ? builder.build('mask_head', options.mask_head, 'mask_head') : undefined,
      training: train ? buildRoiTraining(train, builder) : undefined,
      testCfg: options.test_cfg ?? undefined,
      initCfg: options.init_cfg,
    });
  },
});
