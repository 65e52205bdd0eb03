/**
 * @module Mask head of convolutions and one upsampling layer, https://arxiv.org/abs/1703.06870, section 3. Dims: R
 * RoIs, h, w of the upsampled maps, K classes, C channels.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent, slot } from '../../../core/index.js';
import {
  gather,
  matMul,
  relu,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tensor3d,
  tidy,
} from '../../../engine/index.js';
import {
  Conv2d,
  ConvModule,
  type ConvModuleOptions,
  ConvTranspose2d,
  convCfgOption,
  interpolate,
  Module,
  ModuleList,
  normCfgOption,
} from '../../../nn/index.js';
import type { Losses } from '../../../structures/index.js';
import type { Loss } from '../../losses/loss.js';
import { zeroLoss } from '../../zero-loss.js';
import { sizeSchema } from '../roi-config.js';
import type { MaskHead } from './mask-head.js';

export interface FcnMaskHeadModules {
  readonly inChannels: number;
  readonly numConvs: number;
  readonly kernelSize: number;
  readonly channels: number;
  readonly conv: ConvModuleOptions;
  readonly upsampling: { readonly type: 'deconv' | 'nearest' | 'bilinear' | null; readonly factor: number };
  readonly numClasses: number;
  readonly isClassAgnostic: boolean;
  readonly loss: Loss;
  /** Whether the features of the previous stage can be added, after a convolution. */
  readonly takesPrevious?: boolean;
}

export class FcnMaskHead extends Module implements MaskHead {
  readonly #modules: FcnMaskHeadModules;
  readonly #convs: readonly ConvModule[];
  readonly #upsample: ConvTranspose2d | undefined;
  readonly #logits: Conv2d;
  readonly #previous: ConvModule | undefined;

  constructor(modules: FcnMaskHeadModules) {
    const { inChannels, numConvs, kernelSize, channels, upsampling } = modules;
    const isLearned = upsampling.type === 'deconv';
    const late = [...(isLearned ? [{ name: 'upsample' }] : []), { name: 'conv_logits' }];
    super({ type: 'Kaiming', mode: 'fan_out', nonlinearity: 'relu', override: late });
    this.#modules = modules;
    this.#convs = Array.from({ length: numConvs }, (_, i) => {
      const padding = (kernelSize - 1) >> 1;
      return new ConvModule(i === 0 ? inChannels : channels, channels, kernelSize, {
        ...modules.conv,
        padding,
      });
    });
    this.child('convs', new ModuleList(this.#convs));
    const convolved = numConvs > 0 ? channels : inChannels;
    if (isLearned) {
      const { factor } = upsampling;
      this.#upsample = this.child(
        'upsample',
        new ConvTranspose2d(convolved, channels, factor, { stride: factor }),
      );
    }
    const outputs = modules.isClassAgnostic ? 1 : modules.numClasses;
    this.#logits = this.child('conv_logits', new Conv2d(isLearned ? channels : convolved, outputs, 1));
    if (modules.takesPrevious) {
      this.#previous = this.child('conv_res', new ConvModule(channels, channels, 1, modules.conv));
    }
  }

  get numClasses(): number {
    return this.#modules.numClasses;
  }

  get takesPrevious(): boolean {
    return this.#previous !== undefined;
  }

  features(roiFeatures: Tensor4D, previous?: Tensor4D): Tensor4D {
    return tidy(() => {
      let maps = roiFeatures;
      if (previous !== undefined) {
        if (this.#previous === undefined)
          throw new ConfigError(
            'A mask head without conv_res does not accept features of the previous stage.',
          );
        maps = maps.add(this.#previous.forward(previous));
      }
      for (const conv of this.#convs) maps = conv.forward(maps);
      return maps === roiFeatures ? maps.clone() : maps;
    });
  }

  logits(features: Tensor4D): Tensor4D {
    return tidy(() => this.#logits.forward(this.#upsampled(features)));
  }

  logitsOf(features: Tensor4D, labels: Int32Array): Tensor3D {
    return tidy(() => {
      const maps = this.#upsampled(features); // [R, h, w, C]
      const [count, height, width, channels] = maps.shape;
      if (this.#modules.isClassAgnostic) {
        return this.#logits.forward(maps).reshape<Tensor3D>([count, height, width]);
      }
      // One row of weights per RoI instead of all K: for 80 classes, 80 times less work.
      const own = tensor1d(labels, 'int32');
      const weights = this.#logits.weight.value.reshape<Tensor2D>([channels, -1]).transpose<Tensor2D>(); // [K, C]
      const rows = gather(weights, own).reshape<Tensor3D>([count, channels, 1]);
      const products = matMul(maps.reshape<Tensor3D>([count, height * width, channels]), rows); // [R, h * w, 1]
      const bias = this.#logits.bias?.value as Tensor2D;
      return products.add(gather(bias, own).reshape([count, 1, 1])).reshape<Tensor3D>([count, height, width]);
    });
  }

  losses(logits: Tensor3D, targets: Float32Array): Losses {
    if (logits.size === 0) return { loss_mask: zeroLoss(this) };
    const [count, height, width] = logits.shape;
    if (targets.length !== logits.size) {
      throw new ConfigError(
        `The mask head predicts masks of ${height} x ${width} pixels, but the targets have ${targets.length / count}: ` +
          "set mask_size in train_cfg.rcnn to the head's size.",
      );
    }
    const loss = tidy(() => {
      // One class: the maps are already those of the RoIs' classes.
      const labels = tensor1d(new Int32Array(count), 'int32');
      const maps = logits.reshape([count, height, width, 1]);
      return this.#modules.loss(maps, tensor3d(targets, [count, height, width]), { labels });
    });
    return { loss_mask: loss };
  }

  /** `[R, h', w', C]` -> `[R, h, w, C]`. */
  #upsampled(maps: Tensor4D): Tensor4D {
    const { type, factor } = this.#modules.upsampling;
    if (this.#upsample !== undefined) return relu(this.#upsample.forward(maps));
    if (type === null || type === 'deconv') return maps;
    const size: [number, number] = [maps.shape[1] * factor, maps.shape[2] * factor];
    return interpolate(maps, { size, mode: type });
  }
}

/** Options of mmdetection's `FCNMaskHead`. */
export const fcnMaskHeadOptions = {
  /** Convolutions before the upsampling. */
  num_convs: z.int().nonnegative().default(4),
  /** No effect: the size follows from the RoI features. */
  roi_feat_size: sizeSchema.default(14),
  /** Channels of the RoI features. */
  in_channels: z.int().positive().default(256),
  /** Kernel size. */
  conv_kernel_size: z.int().positive().default(3),
  /** Channels of the convolutions. */
  conv_out_channels: z.int().positive().default(256),
  /** Number of classes. */
  num_classes: z.int().positive().default(80),
  /** Class-agnostic masks: one per RoI rather than one per class. */
  class_agnostic: z.boolean().default(false),
  /** Upsampling of the maps; `type: null` disables it. */
  upsample_cfg: z
    .strictObject({
      /** `deconv` is learned. */
      type: z.enum(['deconv', 'nearest', 'bilinear'], 'must be deconv, nearest, bilinear or null').nullable(),
      /** Upsampling factor. */
      scale_factor: z.int().positive().default(2),
    })
    .default({ type: 'deconv', scale_factor: 2 }),
  /** Type of the convolutions. */
  conv_cfg: convCfgOption,
  /** Normalization after each convolution. */
  norm_cfg: normCfgOption,
  /** Type of the last convolution. */
  predictor_cfg: z
    .strictObject({ type: z.literal('Conv', 'only Conv is supported as the last layer of a mask head') })
    .default({ type: 'Conv' }),
  /** Mask loss. */
  loss_mask: slot('loss').prefault({ type: 'CrossEntropyLoss', use_mask: true, loss_weight: 1 }),
  /** Must be null: the head has its own initialization. */
  init_cfg: z.null().default(null),
};

/** The modules built from {@link fcnMaskHeadOptions}. */
export function fcnMaskHeadModules(
  options: z.output<z.ZodObject<typeof fcnMaskHeadOptions>>,
  builder: Builder,
): FcnMaskHeadModules {
  return {
    inChannels: options.in_channels,
    numConvs: options.num_convs,
    kernelSize: options.conv_kernel_size,
    channels: options.conv_out_channels,
    conv: { convCfg: options.conv_cfg, normCfg: options.norm_cfg },
    upsampling: { type: options.upsample_cfg.type, factor: options.upsample_cfg.scale_factor },
    numClasses: options.num_classes,
    isClassAgnostic: options.class_agnostic,
    loss: builder.build('loss', options.loss_mask, 'loss_mask'),
  };
}

export const fcnMaskHead = defineComponent({
  type: 'FCNMaskHead',
  schema: z.strictObject(fcnMaskHeadOptions),
  build: (options, builder) => new FcnMaskHead(fcnMaskHeadModules(options, builder)),
});
