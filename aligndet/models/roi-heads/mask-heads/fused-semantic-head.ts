/**
 * @module Semantic segmentation from all levels, resized to one size and added: Hybrid Task Cascade,
 * https://arxiv.org/abs/1901.07518, section 3.3. Dims: B images, L levels, h, w of the fused map, K classes, C
 * channels.
 */
import { z } from 'zod';
import { ConfigError, DataError, defineComponent, inOurWords, slot } from '../../../core/index.js';
import { type Tensor, type Tensor4D, tensor1d, tidy } from '../../../engine/index.js';
import {
  Conv2d,
  ConvModule,
  type ConvModuleOptions,
  convCfgOption,
  type InitCfg,
  initCfgOption,
  interpolate,
  Module,
  normCfgOption,
  PlainModuleList,
} from '../../../nn/index.js';
import type { SemanticMap } from '../../../structures/index.js';
import { IGNORED_LABEL } from '../../losses/cross-entropy-loss.js';
import type { Loss } from '../../losses/loss.js';
import type { SemanticHead, SemanticOutputs } from './semantic-head.js';

export interface FusedSemanticHeadModules {
  readonly numLevels: number;
  /** Level to whose size the others are resized. */
  readonly fusionLevel: number;
  readonly numConvs: number;
  readonly inChannels: number;
  readonly channels: number;
  readonly numClasses: number;
  readonly conv: ConvModuleOptions;
  /** Of logits `[N, K]` and labels `[N]`. */
  readonly loss: Loss;
  /** Class of ignored pixels. */
  readonly ignoredLabel: number;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class FusedSemanticHead extends Module implements SemanticHead {
  readonly #modules: FusedSemanticHeadModules;
  readonly #laterals: readonly ConvModule[];
  readonly #convs: readonly ConvModule[];
  readonly #embedding: ConvModule;
  readonly #logits: Conv2d;

  constructor(modules: FusedSemanticHeadModules) {
    super(modules.initCfg);
    this.#modules = modules;
    const { numLevels, numConvs, inChannels, channels, conv } = modules;
    this.#laterals = Array.from({ length: numLevels }, () => new ConvModule(inChannels, inChannels, 1, conv));
    this.#convs = Array.from(
      { length: numConvs },
      (_, i) => new ConvModule(i === 0 ? inChannels : channels, channels, 3, { ...conv, padding: 1 }),
    );
    this.child('lateral_convs', new PlainModuleList(this.#laterals));
    this.child('convs', new PlainModuleList(this.#convs));
    this.#embedding = this.child('conv_embedding', new ConvModule(channels, channels, 1, conv));
    this.#logits = this.child('conv_logits', new Conv2d(channels, modules.numClasses, 1));
  }

  forward(features: readonly Tensor4D[]): SemanticOutputs {
    const { numLevels, fusionLevel } = this.#modules;
    if (features.length !== numLevels) {
      throw new ConfigError(
        `FusedSemanticHead.num_ins is ${numLevels}, but there are ${features.length} maps.`,
      );
    }
    const outputs = tidy(() => {
      let maps = this.#laterals[fusionLevel].forward(features[fusionLevel]);
      const size = [maps.shape[1], maps.shape[2]] as const;
      features.forEach((feature, level) => {
        if (level === fusionLevel) return;
        const resized = interpolate(feature, { size, mode: 'bilinear', alignCorners: true });
        maps = maps.add(this.#laterals[level].forward(resized)); // [B, h, w, in]
      });
      for (const conv of this.#convs) maps = conv.forward(maps); // [B, h, w, C]
      return { logits: this.#logits.forward(maps), features: this.#embedding.forward(maps) };
    });
    return outputs as SemanticOutputs;
  }

  loss(logits: Tensor4D, groundTruths: readonly SemanticMap[]): Tensor {
    const [, height, width, numClasses] = logits.shape;
    const labels = new Int32Array(groundTruths.length * height * width);
    groundTruths.forEach((groundTruth, image) => {
      if (groundTruth.height !== height || groundTruth.width !== width) {
        throw new DataError(
          `gt_semantic_seg is ${groundTruth.height} x ${groundTruth.width}, but the semantic head's map is ${height} x ${width}: ` +
            'resize it with SegRescale, and pad images to multiples of the strides.',
        );
      }
      labels.set(groundTruth.labels, image * height * width);
    });
    this.#checkLabels(labels);
    return tidy(() => this.#modules.loss(logits.reshape([-1, numClasses]), tensor1d(labels, 'int32')));
  }

  #checkLabels(labels: Int32Array): void {
    const { numClasses, ignoredLabel } = this.#modules;
    const stray = labels.find((label) => label !== ignoredLabel && (label < 0 || label >= numClasses));
    if (stray === undefined) return;
    throw new DataError(
      `gt_semantic_seg has a pixel of class ${stray}, but the semantic head has ${numClasses} (num_classes), and only ${ignoredLabel} is ignored (loss_seg.ignore_index).`,
    );
  }
}

const lossSchema = z.looseObject({
  type: z.literal('CrossEntropyLoss', 'a semantic head supports only CrossEntropyLoss'),
  use_sigmoid: z.literal(false, 'pixels have one class each: use_sigmoid must be false').optional(),
  use_mask: z.literal(false, 'pixels have one class each: use_mask must be false').optional(),
});

export const fusedSemanticHead = defineComponent({
  type: 'FusedSemanticHead',
  schema: z
    .strictObject({
      /** Number of feature maps. */
      num_ins: z.int().positive(),
      /** Map to whose size the others are resized. */
      fusion_level: z.int().nonnegative(),
      /** Convolutions after the fusion. */
      num_convs: z.int().nonnegative().default(4),
      /** Channels of the maps. */
      in_channels: z.int().positive().default(256),
      /** Channels of the convolutions. */
      conv_out_channels: z.int().positive().default(256),
      /** Number of pixel classes. */
      num_classes: z.int().positive().default(183),
      /** Type of the convolutions. */
      conv_cfg: convCfgOption,
      /** Normalization after each convolution. */
      norm_cfg: normCfgOption,
      /** Deprecated for `loss_seg.ignore_index`. */
      ignore_label: z.int().nullable().default(null),
      /** Deprecated for `loss_seg.loss_weight`. */
      loss_weight: z.number().nullable().default(null),
      /** Segmentation loss. */
      loss_seg: slot('loss').prefault({ type: 'CrossEntropyLoss', ignore_index: 255, loss_weight: 0.2 }),
      /** Initialization of weights. */
      init_cfg: initCfgOption.nullable().prefault({ type: 'Kaiming', override: { name: 'conv_logits' } }),
    })
    .check(({ value, issues }) => {
      const fail = (path: string[], message: string) =>
        issues.push({ code: 'custom', path, message, input: value });
      if (value.fusion_level >= value.num_ins) fail(['fusion_level'], 'must be below num_ins');
      if (value.num_convs === 0 && value.in_channels !== value.conv_out_channels) {
        fail(['conv_out_channels'], 'without convolutions it must equal in_channels');
      }
      const loss = lossSchema.safeParse(value.loss_seg, { error: inOurWords });
      for (const { path, message } of loss.error?.issues ?? []) {
        fail(['loss_seg', ...path.map(String)], message);
      }
    }),
  build: (options, builder) => {
    const loss = {
      ...options.loss_seg,
      // As published, 0 means "not given".
      ...(options.ignore_label && { ignore_index: options.ignore_label }),
      ...(options.loss_weight && { loss_weight: options.loss_weight }),
    };
    return new FusedSemanticHead({
      numLevels: options.num_ins,
      fusionLevel: options.fusion_level,
      numConvs: options.num_convs,
      inChannels: options.in_channels,
      channels: options.conv_out_channels,
      numClasses: options.num_classes,
      conv: { convCfg: options.conv_cfg, normCfg: options.norm_cfg },
      loss: builder.build('loss', loss, 'loss_seg'),
      ignoredLabel: (loss.ignore_index as number | null) ?? IGNORED_LABEL,
      initCfg: options.init_cfg,
    });
  },
});
