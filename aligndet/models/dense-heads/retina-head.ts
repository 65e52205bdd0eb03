/**
 * @module RetinaNet's head, https://arxiv.org/abs/1708.02002, section 4: classes and boxes of dense anchors, each after
 * a tower of convolutions. Dims: B images, H, W, C of a level, A anchors of a cell, K classes.
 */
import { z } from 'zod';
import { type Builder, defineComponent, type RandomSource, slot } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import {
  Conv2d,
  type InitCfg,
  initCfgOption,
  Module,
  type NormCfg,
  normCfgSchema,
  type PlainSequential,
} from '../../nn/index.js';
import type { DetectOptions, ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import type { Size } from '../priors/prior-generator.js';
import {
  type AnchorHeadModules,
  anchorLosses,
  anchorTargets,
  buildAnchorHeadModules,
  numScores,
} from './anchor-learning.js';
import { convTower } from './conv-tower.js';
import type { DenseTestConfig } from './dense-config.js';
import { detectDensely, detectDenselyInViews } from './dense-detections.js';
import type { DenseOutputs, DetectingHead } from './dense-head.js';
import type { PriorTargets } from './prior-targets.js';
import { narrowNormal, towerOptions } from './tower-options.js';

export interface RetinaHeadModules extends AnchorHeadModules {
  readonly inChannels: number;
  readonly featChannels: number;
  readonly stackedConvs: number;
  readonly normCfg: NormCfg | null;
  /** Replaces the classification convolution. */
  readonly classifier?: PlainSequential;
  readonly testCfg?: DenseTestConfig;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class RetinaHead extends Module implements DetectingHead {
  readonly #modules: RetinaHeadModules;
  readonly #clsConvs: PlainSequential;
  readonly #regConvs: PlainSequential;
  readonly #cls: { forward(features: Tensor4D): Tensor4D };
  readonly #reg: Conv2d;

  constructor(modules: RetinaHeadModules) {
    super(modules.initCfg);
    this.#modules = modules;
    const { inChannels, featChannels, stackedConvs, normCfg, generator } = modules;
    const numPriors = generator.numBasePriors[0];
    const tower = () => convTower(inChannels, featChannels, stackedConvs, { normCfg });
    const output = (width: number) => new Conv2d(featChannels, numPriors * width, 3, { padding: 1 });
    this.#clsConvs = this.child('cls_convs', tower());
    this.#regConvs = this.child('reg_convs', tower());
    this.#cls = this.child('retina_cls', modules.classifier ?? output(numScores(modules)));
    this.#reg = this.child('retina_reg', output(4));
  }

  get modules(): RetinaHeadModules {
    return this.#modules;
  }

  get numClasses(): number {
    return this.#modules.numClasses;
  }

  /** @param features L of `[B, H, W, C]`. */
  forward(features: readonly Tensor4D[]): DenseOutputs {
    return {
      clsScores: features.map((feature) => tidy(() => this.#cls.forward(this.#clsConvs.forward(feature)))), // [B, H, W, A * scores]
      bboxPreds: features.map((feature) => tidy(() => this.#reg.forward(this.#regConvs.forward(feature)))), // [B, H, W, A * 4]
    };
  }

  /** Targets of the anchors for maps of these sizes, per image. */
  targets(
    sizes: readonly Size[],
    groundTruths: readonly GroundTruth[],
    metas: readonly Pick<ImageMeta, 'img_shape' | 'pad_shape'>[],
    random: RandomSource,
  ): PriorTargets[] {
    return anchorTargets(this.#modules, sizes, groundTruths, metas, random);
  }

  losses(
    outputs: DenseOutputs,
    groundTruths: readonly GroundTruth[],
    metas: readonly ImageMeta[],
    random: RandomSource,
  ): Losses {
    const { cls, bbox } = anchorLosses(this.#modules, outputs, groundTruths, metas, random);
    return { loss_cls: cls, loss_bbox: bbox };
  }

  detect(outputs: DenseOutputs, metas: readonly ImageMeta[], options: DetectOptions): ClassedBoxes[] {
    return detectDensely(outputs, metas, this.#modules, options);
  }

  detectInViews(
    views: readonly DenseOutputs[],
    metas: readonly ImageMeta[],
    options: DetectOptions,
  ): ClassedBoxes {
    return detectDenselyInViews(views, metas, this.#modules, options);
  }
}

/** Options of mmdetection's `RetinaHead`. */
export const retinaHeadOptions = {
  ...towerOptions,
  /** Normalization after each convolution. */
  norm_cfg: normCfgSchema.nullable().default(null),
  /** Anchors. */
  anchor_generator: slot('prior_generator').prefault({
    type: 'AnchorGenerator',
    octave_base_scale: 4,
    scales_per_octave: 3,
    ratios: [0.5, 1, 2],
    strides: [8, 16, 32, 64, 128],
  }),
  /** Box coder. */
  bbox_coder: slot('bbox_coder').prefault({
    type: 'DeltaXYWHBBoxCoder',
    clip_border: true,
    target_means: [0, 0, 0, 0],
    target_stds: [1, 1, 1, 1],
  }),
  /** Whether the box loss is computed on decoded boxes, as IoU losses need. */
  reg_decoded_bbox: z.boolean().default(false),
  /** Classification loss. */
  loss_cls: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 }),
  /** Box loss. */
  loss_bbox: slot('loss').prefault({ type: 'SmoothL1Loss', beta: 1 / 9, loss_weight: 1 }),
  /** Initialization of weights. */
  init_cfg: initCfgOption.nullable().prefault(narrowNormal('retina_cls')),
};

export type RetinaHeadOptions = z.output<z.ZodObject<typeof retinaHeadOptions>>;

export function buildRetinaHeadModules(options: RetinaHeadOptions, builder: Builder): RetinaHeadModules {
  return {
    numClasses: options.num_classes,
    inChannels: options.in_channels,
    featChannels: options.feat_channels,
    stackedConvs: options.stacked_convs,
    normCfg: options.norm_cfg,
    ...buildAnchorHeadModules(options, builder),
    testCfg: options.test_cfg ?? undefined,
    initCfg: options.init_cfg,
  };
}

export const retinaHead = defineComponent({
  type: 'RetinaHead',
  schema: z.strictObject(retinaHeadOptions),
  build: (options, builder) => new RetinaHead(buildRetinaHeadModules(options, builder)),
});
