/**
 * @module The second stage of SelfSupMaskRCNN: embeddings and boxes of sampled RoIs. Dims: B images, R RoIs, L levels.
 */
import { z } from 'zod';
import { ConfigError, defineComponent, type RandomSource } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import { type InitCfg, Module } from '../../nn/index.js';
import { type ImageMeta, type Losses, withoutScores } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { BBoxHead } from '../roi-heads/bbox-heads/bbox-head.js';
import { boxStep } from '../roi-heads/box-step.js';
import type { RoiExtractor } from '../roi-heads/roi-extractors/roi-extractor.js';
import { buildRoiTraining, type RoiTraining } from '../roi-heads/roi-training.js';
import { sampleRois } from '../roi-heads/sample-rois.js';
import { standardRoiHeadOptions } from '../roi-heads/standard-roi-head.js';
import {
  type EmbeddedRois,
  type EmbeddingRoiHead,
  embeddedRois,
  roiLosses,
  type TargetRois,
} from './embedding-roi-head.js';
import { type ContrastOptions, contrastOptions } from './object-contrast.js';

export interface SelfSupRoiHeadModules {
  readonly bboxExtractor: RoiExtractor;
  readonly bboxHead: BBoxHead;
  /** Absent if the head is not trained. */
  readonly training?: RoiTraining;
  readonly contrast: ContrastOptions;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class SelfSupStandardRoiHead extends Module implements EmbeddingRoiHead {
  readonly #modules: SelfSupRoiHeadModules;

  constructor(modules: SelfSupRoiHeadModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('bbox_head', modules.bboxHead);
  }

  embed(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    groundTruths: readonly GroundTruth[],
    _metas: readonly ImageMeta[],
    random: RandomSource,
  ): EmbeddedRois[] {
    const { bboxExtractor, bboxHead, training } = this.#modules;
    if (training === undefined)
      throw new ConfigError('SelfSupStandardRoIHead: train_cfg.rcnn is missing, but needed for training.');
    const samples = sampleRois(proposals.map(withoutScores), groundTruths, training, random);
    const step = boxStep(bboxHead, samples, training.posWeight, (rois) =>
      bboxExtractor.forward(features.slice(0, bboxExtractor.numInputs), rois),
    );
    return [embeddedRois(step, 'SelfSupStandardRoIHead')];
  }

  losses(online: readonly EmbeddedRois[], target: readonly TargetRois[], rpnLosses: Losses): Losses {
    const { bboxHead, contrast } = this.#modules;
    return { ...rpnLosses, ...roiLosses(bboxHead, contrast, online[0], target[0]) };
  }
}

export const selfSupStandardRoiHead = defineComponent({
  type: 'SelfSupStandardRoIHead',
  schema: z.strictObject({
    ...standardRoiHeadOptions,
    /** There is no mask branch. */
    mask_roi_extractor: z.null('pre-training has no masks').default(null),
    /** There is no mask branch. */
    mask_head: z.null('pre-training has no masks').default(null),
  }),
  build: (options, builder) =>
    new SelfSupStandardRoiHead({
      bboxExtractor: builder.build('roi_extractor', options.bbox_roi_extractor, 'bbox_roi_extractor'),
      bboxHead: builder.build('bbox_head', options.bbox_head, 'bbox_head'),
      contrast: contrastOptions(options.bbox_head.loss_cls),
      training: options.train_cfg ? buildRoiTraining(options.train_cfg, builder) : undefined,
      initCfg: options.init_cfg,
    }),
});
