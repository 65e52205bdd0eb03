/** @module The second stage of SelfSupMaskRCNN: embeddings and boxes of sampled regions. Dims: B images, R regions, L levels. */
import { z } from 'zod';
import { ConfigError, defineComponent, type RandomSource } from '../../core/index.js';
import { type Tensor, type Tensor2D, type Tensor4D, tidy } from '../../engine/index.js';
import { type InitCfg, Module } from '../../nn/index.js';
import { type Losses, toRois, withoutScores } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { BBoxHead } from '../roi-heads/bbox-heads/bbox-head.js';
import { type BBoxTargets, sampledBoxes } from '../roi-heads/bbox-heads/bbox-targets.js';
import type { RoiExtractor } from '../roi-heads/roi-extractors/roi-extractor.js';
import { type RegionSampling, sampleRegions } from '../roi-heads/sample-regions.js';
import { standardRoiHeadOptions } from '../roi-heads/standard-roi-head.js';
import { type ContrastOptions, contrastOptions, objectContrast } from './object-contrast.js';

/** What the head makes of one view. */
export interface EmbeddedRegions {
  /** `[R, D]`. */
  readonly embeddings: Tensor2D;
  /** `[R, 4 * D]` or `[R, 4]` codes. */
  readonly bboxPred: Tensor2D;
  readonly rois: Float32Array;
  /** Labels are instance ids. */
  readonly targets: BBoxTargets;
}

export interface SelfSupRoiHeadParts {
  readonly extractor: RoiExtractor;
  readonly bboxHead: BBoxHead;
  readonly contrast: ContrastOptions;
  readonly training?: RegionSampling & { readonly posWeight: number };
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class SelfSupStandardRoiHead extends Module {
  readonly #parts: SelfSupRoiHeadParts;

  constructor(parts: SelfSupRoiHeadParts) {
    super(parts.initCfg);
    this.#parts = parts;
    this.child('bbox_head', parts.bboxHead);
  }

  get parts(): SelfSupRoiHeadParts {
    return this.#parts;
  }

  /** @param proposals per image `[N, 5]`. @param truths per image, with instance ids as labels. */
  embed(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    truths: readonly GroundTruth[],
    random: RandomSource,
  ): EmbeddedRegions {
    const { extractor, bboxHead, training } = this.#parts;
    if (training === undefined)
      throw new ConfigError('SelfSupStandardRoIHead: training needs train_cfg.rcnn.');
    const samples = sampleRegions(proposals.map(withoutScores), truths, training, random);
    const rois = toRois(sampledBoxes(samples));
    const targets = bboxHead.targets(samples, training.posWeight);
    const outputs = tidy(() => {
      const { clsScore, bboxPred } = bboxHead.forward(
        extractor.forward(features.slice(0, extractor.numInputs), rois),
      );
      if (clsScore === undefined || bboxPred === undefined) {
        throw new ConfigError('SelfSupStandardRoIHead needs a box head with both with_cls and with_reg.');
      }
      return { embeddings: clsScore, bboxPred };
    });
    return { ...(outputs as { embeddings: Tensor2D; bboxPred: Tensor2D }), rois, targets };
  }

  /** @param target the other view's embeddings, by the same ids. */
  losses(online: EmbeddedRegions, target: Pick<EmbeddedRegions, 'embeddings' | 'targets'>): Losses {
    const { bboxHead, contrast } = this.#parts;
    const lossCls: Tensor = objectContrast(viewOf(online), viewOf(target), bboxHead.numClasses, contrast);
    return { loss_cls: lossCls, loss_bbox: bboxHead.boxLoss(online.bboxPred, online.rois, online.targets) };
  }
}

function viewOf({ embeddings: rows, targets }: Pick<EmbeddedRegions, 'embeddings' | 'targets'>) {
  return { rows, labels: targets.labels, weights: targets.labelWeights };
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
  build: (options, builder) => {
    const train = options.train_cfg;
    return new SelfSupStandardRoiHead({
      extractor: builder.build('roi_extractor', options.bbox_roi_extractor),
      bboxHead: builder.build('bbox_head', options.bbox_head),
      contrast: contrastOptions(options.bbox_head.loss_cls),
      training: train
        ? {
            assigner: builder.build('assigner', train.assigner),
            sampler: builder.build('sampler', train.sampler),
            posWeight: train.pos_weight <= 0 ? 1 : train.pos_weight,
          }
        : undefined,
      initCfg: options.init_cfg,
    });
  },
});
