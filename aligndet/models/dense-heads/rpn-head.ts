/**
 * @module Region proposal network, https://arxiv.org/abs/1506.01497, section 3.1: class-agnostic detection of objects.
 *
 * Dims: B images, H, W, C of a level, A anchors of a cell. Boxes are xyxy in input-image pixels.
 */
import { z } from 'zod';
import { ConfigError, defineComponent, type RandomSource, slot } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import { Conv2d, type InitCfg, initCfgOption, Module, type PlainSequential } from '../../nn/index.js';
import type { ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { Size } from '../priors/prior-generator.js';
import {
  type AnchorHeadModules,
  anchorLosses,
  anchorTargets,
  buildAnchorHeadModules,
  numScores,
} from './anchor-learning.js';
import { convTower } from './conv-tower.js';
import { anchorTrainSchema, type ProposalConfig, proposalSchema } from './dense-config.js';
import type { DenseOutputs, ProposalHead } from './dense-head.js';
import type { PriorTargets } from './prior-targets.js';
import { rpnProposals } from './rpn-proposals.js';

export interface RpnHeadModules extends Omit<AnchorHeadModules, 'numClasses'> {
  readonly inChannels: number;
  readonly featChannels: number;
  readonly numConvs: number;
  readonly testCfg?: ProposalConfig;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class RpnHead extends Module implements ProposalHead {
  readonly #modules: RpnHeadModules & AnchorHeadModules;
  readonly #conv: Conv2d | PlainSequential;
  readonly #cls: Conv2d;
  readonly #reg: Conv2d;

  constructor(modules: RpnHeadModules) {
    super(modules.initCfg);
    this.#modules = { ...modules, numClasses: 1 };
    const { inChannels, featChannels, numConvs, generator } = modules;
    const numPriors = generator.numBasePriors[0];
    this.#conv = this.child('rpn_conv', convsOf(inChannels, featChannels, numConvs));
    this.#cls = this.child('rpn_cls', new Conv2d(featChannels, numPriors * numScores(this.#modules), 1));
    this.#reg = this.child('rpn_reg', new Conv2d(featChannels, numPriors * 4, 1));
  }

  /** @param features L of `[B, H, W, C]`. */
  forward(features: readonly Tensor4D[]): DenseOutputs {
    const clsScores: Tensor4D[] = [];
    const bboxPreds: Tensor4D[] = [];
    for (const feature of features) {
      const [scores, codes] = tidy(() => {
        const hidden = this.#hidden(feature); // [B, H, W, featChannels]
        return [this.#cls.forward(hidden), this.#reg.forward(hidden)]; // [B, H, W, A * scores], [B, H, W, A * 4]
      });
      clsScores.push(scores);
      bboxPreds.push(codes);
    }
    return { clsScores, bboxPreds };
  }

  #hidden(feature: Tensor4D): Tensor4D {
    const conv = this.#conv;
    return conv instanceof Conv2d ? conv.forward(feature, { hasRelu: true }) : conv.forward(feature);
  }

  /** Targets of the anchors for maps of these sizes, per image. */
  targets(
    sizes: readonly Size[],
    groundTruths: readonly GroundTruth[],
    metas: readonly Pick<ImageMeta, 'img_shape' | 'pad_shape'>[],
    random: RandomSource,
  ): PriorTargets[] {
    return anchorTargets(this.#modules, sizes, groundTruths.map(withoutClasses), metas, random);
  }

  losses(
    outputs: DenseOutputs,
    groundTruths: readonly GroundTruth[],
    metas: readonly ImageMeta[],
    random: RandomSource,
  ): Losses {
    const classless = groundTruths.map(withoutClasses);
    const { cls, bbox } = anchorLosses(this.#modules, outputs, classless, metas, random);
    return { loss_rpn_cls: cls, loss_rpn_bbox: bbox };
  }

  proposals(
    outputs: DenseOutputs,
    metas: readonly ImageMeta[],
    config: ProposalConfig | undefined = this.#modules.testCfg,
  ): Float32Array[] {
    if (config === undefined)
      throw new ConfigError('RPNHead: test_cfg.rpn is missing, but needed for proposals.');
    const { generator, coder, usesSigmoid } = this.#modules;
    return rpnProposals(outputs, metas, { generator, coder, usesSigmoid }, config);
  }
}

/** One convolution without activation, or several with a ReLU each. */
function convsOf(inChannels: number, featChannels: number, count: number): Conv2d | PlainSequential {
  if (count === 1) return new Conv2d(inChannels, featChannels, 3, { padding: 1 });
  return convTower(inChannels, featChannels, count);
}

/** Every ground truth is an object, regardless of its class. */
function withoutClasses({ bboxes, ignored }: GroundTruth): GroundTruth {
  return { bboxes, ignored };
}

export const rpnHead = defineComponent({
  type: 'RPNHead',
  schema: z.strictObject({
    /** Channels of the feature maps. */
    in_channels: z.int().positive(),
    /** Channels of the shared convolution. */
    feat_channels: z.int().positive().default(256),
    /** Anchors. */
    anchor_generator: slot('prior_generator').prefault({
      type: 'AnchorGenerator',
      scales: [8, 16, 32],
      ratios: [0.5, 1, 2],
      strides: [4, 8, 16, 32, 64],
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
    /** Objectness loss. */
    loss_cls: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 }),
    /** Box loss. */
    loss_bbox: slot('loss').prefault({ type: 'SmoothL1Loss', beta: 1 / 9, loss_weight: 1 }),
    /** Assignment and sampling of anchors; a detector sets it to its `train_cfg.rpn`. */
    train_cfg: anchorTrainSchema.nullable().default(null),
    /** Selection of proposals; a detector sets it to its `test_cfg.rpn`. */
    test_cfg: proposalSchema.nullable().default(null),
    /** Initialization of weights. */
    init_cfg: initCfgOption.nullable().prefault({ type: 'Normal', layer: 'Conv2d', std: 0.01 }),
    /** Convolutions shared by both outputs. */
    num_convs: z.int().positive().default(1),
  }),
  build: (options, builder) =>
    new RpnHead({
      inChannels: options.in_channels,
      featChannels: options.feat_channels,
      numConvs: options.num_convs,
      ...buildAnchorHeadModules(options, builder),
      testCfg: options.test_cfg ?? undefined,
      initCfg: options.init_cfg,
    }),
});
