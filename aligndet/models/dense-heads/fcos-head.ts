/**
 * @module FCOS's head, https://arxiv.org/abs/1904.01355, figure 2: class scores, distances to the edges of a box, and
 * centerness for every point of every level. Dims: B images, H, W, C of a level, L levels, K classes.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent, type RandomSource, slot } from '../../core/index.js';
import { clampMin, type Tensor4D, tidy } from '../../engine/index.js';
import {
  Conv2d,
  type InitCfg,
  initCfgOption,
  Module,
  type NormCfg,
  normCfgSchema,
  PlainModuleList,
  type PlainSequential,
} from '../../nn/index.js';
import type { DetectOptions, ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import { pointGenerator } from '../priors/point-generator.js';
import type { Size } from '../priors/prior-generator.js';
import { numScores } from './anchor-learning.js';
import { convTower } from './conv-tower.js';
import { type DenseDecoding, detectDensely, detectDenselyInViews } from './dense-detections.js';
import type { DenseOutputs, DetectingHead } from './dense-head.js';
import { type FcosLossOptions, fcosLosses } from './fcos-losses.js';
import { type PointTargetOptions, type PointTargets, pointTargets } from './fcos-targets.js';
import { sizesOf } from './maps.js';
import { Scale } from './scale.js';
import { narrowNormal, towerOptions } from './tower-options.js';

export interface FcosHeadModules extends FcosLossOptions, DenseDecoding, PointTargetOptions {
  readonly inChannels: number;
  readonly featChannels: number;
  readonly stackedConvs: number;
  readonly hasConvBias: boolean | 'auto';
  readonly normCfg: NormCfg | null;
  /** Replaces the classification convolution. */
  readonly classifier?: PlainSequential;
  /** Whether centerness is predicted from the box tower, not the classification tower. */
  readonly centersOnBoxes: boolean;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class FcosHead extends Module implements DetectingHead {
  readonly #modules: FcosHeadModules;
  readonly #clsConvs: PlainSequential;
  readonly #regConvs: PlainSequential;
  readonly #cls: { forward(features: Tensor4D): Tensor4D };
  readonly #reg: Conv2d;
  readonly #centerness: Conv2d;
  readonly #scales: PlainModuleList<Scale>;

  constructor(modules: FcosHeadModules) {
    super(modules.initCfg);
    this.#modules = modules;
    const { inChannels, featChannels, stackedConvs, normCfg, hasConvBias: bias, strides } = modules;
    const tower = () => convTower(inChannels, featChannels, stackedConvs, { normCfg, bias });
    const output = (width: number) => new Conv2d(featChannels, width, 3, { padding: 1 });
    this.#clsConvs = this.child('cls_convs', tower());
    this.#regConvs = this.child('reg_convs', tower());
    this.#cls = this.child('conv_cls', modules.classifier ?? output(numScores(modules)));
    this.#reg = this.child('conv_reg', output(4));
    this.#centerness = this.child('conv_centerness', output(1));
    this.#scales = this.child('scales', new PlainModuleList(strides.map(() => new Scale())));
  }

  get modules(): FcosHeadModules {
    return this.#modules;
  }

  get numClasses(): number {
    return this.#modules.numClasses;
  }

  /** @param features L of `[B, H, W, C]`. @returns distances in pixels; in training in strides, if `norm_on_bbox`. */
  forward(features: readonly Tensor4D[]): DenseOutputs {
    const { strides, centersOnBoxes } = this.#modules;
    if (features.length !== strides.length) {
      throw new ConfigError(
        `FCOSHead has ${strides.length} strides, but the neck returns ${features.length} levels.`,
      );
    }
    const levels = features.map((feature, level) =>
      tidy(() => {
        const ofClasses = this.#clsConvs.forward(feature);
        const ofBoxes = this.#regConvs.forward(feature);
        return {
          scores: this.#cls.forward(ofClasses), // [B, H, W, scores]
          distances: this.#distances(ofBoxes, level), // [B, H, W, 4]
          centers: this.#centerness.forward(centersOnBoxes ? ofBoxes : ofClasses), // [B, H, W, 1]
        };
      }),
    );
    return {
      clsScores: levels.map(({ scores }) => scores),
      bboxPreds: levels.map(({ distances }) => distances),
      scoreFactors: levels.map(({ centers }) => centers),
    };
  }

  #distances(features: Tensor4D, level: number): Tensor4D {
    const { inStrides, strides } = this.#modules;
    const scaled = this.#scales.modules[level].forward(this.#reg.forward(features));
    if (!inStrides) return scaled.exp();
    const distances = clampMin(scaled, 0);
    return this.training ? distances : distances.mul(strides[level][0]);
  }

  /** Targets of the points for maps of these sizes, per level. */
  targets(sizes: readonly Size[], groundTruths: readonly GroundTruth[]): PointTargets[] {
    return pointTargets(this.#modules.generator.gridPriors(sizes), groundTruths, this.#modules);
  }

  losses(
    outputs: DenseOutputs,
    groundTruths: readonly GroundTruth[],
    _metas: readonly ImageMeta[],
    _random: RandomSource,
  ): Losses {
    const sizes = sizesOf(outputs.clsScores);
    const points = this.#modules.generator.gridPriors(sizes);
    return fcosLosses(outputs, points, this.targets(sizes, groundTruths), this.#modules);
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

  /** Files from before mmdetection 2.0 use other names for the outputs, such as `fcos_cls`. */
  upgradeState(entries: Map<string, unknown>, prefix: string, version: number | undefined): void {
    if (version !== undefined) return;
    for (const name of [...entries.keys()].filter((key) => key.startsWith(prefix))) {
      const path = name.split('.');
      const output = ['cls', 'reg', 'centerness'].find((ending) => path[1]?.endsWith(ending));
      if (output === undefined) continue;
      path[1] = `conv_${output}`;
      const value = entries.get(name);
      entries.delete(name);
      entries.set(path.join('.'), value);
    }
  }
}

/** Range of distances, in pixels, predicted by a level. */
const distances = z.tuple([z.number(), z.number()]);

/** Options of mmdetection's `FCOSHead`. */
export const fcosHeadOptions = {
  ...towerOptions,
  /** Strides of the levels, in pixels. */
  strides: z
    .array(z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])]))
    .default([4, 8, 16, 32, 64]),
  /** Range of regression distances of each level; 1e8 is unlimited. */
  regress_ranges: z.array(distances).default([
    [-1, 64],
    [64, 128],
    [128, 256],
    [256, 512],
    [512, 1e8],
  ]),
  /** Only points near a box's centre are positive. */
  center_sampling: z.boolean().default(false),
  /** Radius in strides. */
  center_sample_radius: z.number().positive().default(1.5),
  /** Regress distances in strides instead of by an exponential. */
  norm_on_bbox: z.boolean().default(false),
  /** Predict centerness from the box branch instead of the classification branch. */
  centerness_on_reg: z.boolean().default(false),
  /** Use a deformable convolution as the last one of each branch; not supported. */
  dcn_on_last_conv: z.literal(false, 'deformable convolutions are not supported').default(false),
  /** Whether convolutions have a bias; `auto`: those without normalization. */
  conv_bias: z.union([z.boolean(), z.literal('auto')]).default('auto'),
  /** Normalization after each convolution. */
  norm_cfg: normCfgSchema.nullable().prefault({ type: 'GN', num_groups: 32, requires_grad: true }),
  /** Box coder. */
  bbox_coder: slot('bbox_coder').prefault({ type: 'DistancePointBBoxCoder' }),
  /** Classification loss. */
  loss_cls: slot('loss').prefault({
    type: 'FocalLoss',
    use_sigmoid: true,
    gamma: 2,
    alpha: 0.25,
    loss_weight: 1,
  }),
  /** Box loss. */
  loss_bbox: slot('loss').prefault({ type: 'IoULoss', loss_weight: 1 }),
  /** Centerness loss. */
  loss_centerness: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 }),
  /** Initialization of weights. */
  init_cfg: initCfgOption.nullable().prefault(narrowNormal('conv_cls')),
};

export type FcosHeadOptions = z.output<z.ZodObject<typeof fcosHeadOptions>>;

export function buildFcosHeadModules(options: FcosHeadOptions, builder: Builder): FcosHeadModules {
  const { strides, regress_ranges: regressRanges } = options;
  if (regressRanges.length !== strides.length) {
    throw new ConfigError(
      `FCOSHead needs one of regress_ranges for each of the ${strides.length} strides, but has ${regressRanges.length}.`,
    );
  }
  if ((options.norm_on_bbox || options.center_sampling) && strides.some(Array.isArray)) {
    throw new ConfigError(
      'FCOSHead: norm_on_bbox and center_sampling need strides with a single value each.',
    );
  }
  const generator = pointGenerator(strides, 0.5);
  return {
    numClasses: options.num_classes,
    inChannels: options.in_channels,
    featChannels: options.feat_channels,
    stackedConvs: options.stacked_convs,
    hasConvBias: options.conv_bias,
    normCfg: options.norm_cfg,
    generator,
    strides: generator.strides,
    regressRanges,
    centerRadius: options.center_sampling ? options.center_sample_radius : undefined,
    inStrides: options.norm_on_bbox,
    centersOnBoxes: options.centerness_on_reg,
    coder: builder.build('bbox_coder', options.bbox_coder, 'bbox_coder'),
    lossCls: builder.build('loss', options.loss_cls, 'loss_cls'),
    lossBbox: builder.build('loss', options.loss_bbox, 'loss_bbox'),
    lossCenterness: builder.build('loss', options.loss_centerness, 'loss_centerness'),
    usesSigmoid: options.loss_cls.use_sigmoid === true,
    testCfg: options.test_cfg ?? undefined,
    initCfg: options.init_cfg,
  };
}

export const fcosHead = defineComponent({
  type: 'FCOSHead',
  schema: z.strictObject(fcosHeadOptions),
  build: (options, builder) => new FcosHead(buildFcosHeadModules(options, builder)),
});
