/**
 * @module The second stage of SelfSupHTC and SelfSupCBv2: embeddings and boxes of a cascade's stages, without mask and
 * semantic branches. Dims: B images, R RoIs, L levels.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent, type RandomSource } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import { type InitCfg, Module, ModuleList } from '../../nn/index.js';
import { type ImageMeta, type Losses, withoutScores } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import { boxStep } from '../roi-heads/box-step.js';
import { addStageLosses, refinedForTraining, trainingOf } from '../roi-heads/cascades/cascade-losses.js';
import type { CascadeStage } from '../roi-heads/cascades/cascade-modules.js';
import { buildStages, type Configs, perStage } from '../roi-heads/cascades/cascade-options.js';
import { htcRoiHeadOptions } from '../roi-heads/cascades/cascade-roi-heads.js';
import { sampleRois } from '../roi-heads/sample-rois.js';
import {
  type EmbeddedRois,
  type EmbeddingRoiHead,
  embeddedRois,
  roiLosses,
  type TargetRois,
} from './embedding-roi-head.js';
import { type ContrastOptions, contrastOptions } from './object-contrast.js';

export interface EmbeddingStage extends CascadeStage {
  readonly contrast: ContrastOptions;
}

export interface SelfSupCascadeModules {
  /** Published name, for messages. */
  readonly name: string;
  readonly stages: readonly EmbeddingStage[];
  /** Whether each stage uses the boxes of the previous one, rather than the proposals. */
  readonly refines: boolean;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class SelfSupCascadeRoiHead extends Module implements EmbeddingRoiHead {
  readonly #modules: SelfSupCascadeModules;

  constructor(modules: SelfSupCascadeModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('bbox_head', new ModuleList(modules.stages.map(({ bboxHead }) => bboxHead)));
  }

  embed(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    groundTruths: readonly GroundTruth[],
    metas: readonly ImageMeta[],
    random: RandomSource,
  ): EmbeddedRois[] {
    const { name, stages, refines } = this.#modules;
    let boxes = proposals.map(withoutScores);
    return stages.map((stage, i) => {
      const { bboxExtractor, bboxHead } = stage;
      const training = trainingOf(stage, this.#modules);
      const samples = sampleRois(boxes, groundTruths, training, random);
      const step = boxStep(bboxHead, samples, training.posWeight, (rois) =>
        bboxExtractor.forward(features.slice(0, bboxExtractor.numInputs), rois),
      );
      if (refines && i < stages.length - 1) boxes = refinedForTraining(stage, step, metas, this.#modules);
      return embeddedRois(step, name);
    });
  }

  losses(online: readonly EmbeddedRois[], target: readonly TargetRois[], rpnLosses: Losses): Losses {
    const losses: Losses = {};
    for (const [i, stage] of this.#modules.stages.entries()) {
      addStageLosses(losses, i, stage, roiLosses(stage.bboxHead, stage.contrast, online[i], target[i]));
    }
    return { ...losses, ...rpnLosses };
  }
}

const options = {
  ...htcRoiHeadOptions,
  /** There is no mask branch. */
  mask_roi_extractor: z.null('pre-training has no masks').default(null),
  /** There is no mask branch. */
  mask_head: z.null('pre-training has no masks').default(null),
  /** There is no semantic branch. */
  semantic_roi_extractor: z.null('pre-training has no semantic maps').default(null),
  /** There is no semantic branch. */
  semantic_head: z.null('pre-training has no semantic maps').default(null),
};

function build(name: string) {
  return (config: z.output<z.ZodObject<typeof options>>, builder: Builder) => {
    const heads = perStage(config.bbox_head as Configs, config.num_stages, 'bbox_head');
    const refines = !config.interleaved;
    if (refines && heads.some(({ reg_class_agnostic: isAgnostic }) => isAgnostic !== true)) {
      throw new ConfigError(
        'bbox_head: without interleaved, boxes are refined from stage to stage, which needs reg_class_agnostic, as RoIs have no classes.',
      );
    }
    const stages = buildStages(config, builder).map((stage, i) => ({
      ...stage,
      contrast: contrastOptions(heads[i].loss_cls),
    }));
    return new SelfSupCascadeRoiHead({ name, stages, refines, initCfg: config.init_cfg });
  };
}

export const selfSupHtcRoiHead = defineComponent({
  type: 'SelfSupHybridTaskCascadeRoIHead',
  schema: z.strictObject(options),
  build: build('SelfSupHybridTaskCascadeRoIHead'),
});

export const selfSupCbv2Head = defineComponent({
  type: 'SelfSupCBv2Head',
  schema: z.strictObject(options),
  build: build('SelfSupCBv2Head'),
});
