/**
 * @module Residual networks of 18 to 152 layers: He et al., https://arxiv.org/abs/1512.03385, table 1; with mmdetection's
 * options and names. Dims: B images, maps `[B, H, W, C]`.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import {
  Activation,
  Conv2d,
  convCfgOption,
  convNorm,
  type InitCfg,
  initCfgOption,
  type Layer,
  Module,
  maxPool2d,
  type Norm,
  normCfgSchema,
  normLayer,
  PlainSequential,
  type Sequential,
} from '../../nn/index.js';
import { freezeParameters } from '../freeze-parameters.js';
import type { Backbone } from './backbone.js';
import { evaluateBatchNorms } from './evaluate-batch-norms.js';
import { forwardStages } from './forward-stages.js';
import { initialisers } from './initialisers.js';
import { BasicBlock, Bottleneck } from './residual-blocks.js';
import { residualStage } from './residual-stage.js';

/** Block and number of blocks per stage, by depth. */
const architectures = {
  18: [BasicBlock, [2, 2, 2, 2]],
  34: [BasicBlock, [3, 4, 6, 3]],
  50: [Bottleneck, [3, 4, 6, 3]],
  101: [Bottleneck, [3, 4, 23, 3]],
  152: [Bottleneck, [3, 8, 36, 3]],
} as const;

const fourNumbers = z.array(z.int().positive()).min(1).max(4);
const unsupported = (what: string) => z.null(`${what} cannot be built yet; leave it null`).default(null);

const schema = z.strictObject({
  /** Number of layers. */
  depth: z.union([z.literal(18), z.literal(34), z.literal(50), z.literal(101), z.literal(152)]),
  /** Channels of the images. */
  in_channels: z.int().positive().default(3),
  /** Width of the stem; `base_channels` when null. */
  stem_channels: z.int().positive().nullable().default(null),
  /** Width of the first stage; each further one has twice as much. */
  base_channels: z.int().positive().default(64),
  /** Number of stages. */
  num_stages: z.int().min(1).max(4).default(4),
  /** Stride of each stage's first block. */
  strides: fourNumbers.default([1, 2, 2, 2]),
  /** Dilation of each stage. */
  dilations: fourNumbers.default([1, 1, 1, 1]),
  /** Stages whose maps are given out. */
  out_indices: z.array(z.int().min(0).max(3)).min(1).default([0, 1, 2, 3]),
  /** Stride in the 3x3 (`pytorch`) or the first 1x1 convolution (`caffe`). */
  style: z.enum(['pytorch', 'caffe']).default('pytorch'),
  /** Three 3x3 convolutions instead of one 7x7 in the stem. */
  deep_stem: z.boolean().default(false),
  /** Average before the shortcut's convolution instead of striding in it. */
  avg_down: z.boolean().default(false),
  /** Stages that are not trained: 0 is the stem alone, -1 none. */
  frozen_stages: z.int().min(-1).max(4).default(-1),
  /** Kind of the convolutions. */
  conv_cfg: convCfgOption,
  /** Normalisation. */
  norm_cfg: normCfgSchema.default({
    type: 'BN',
    requires_grad: true,
    eps: 1e-5,
    momentum: 0.1,
    affine: true,
    track_running_stats: true,
  }),
  /** Use running statistics in training too. */
  norm_eval: z.boolean().default(true),
  /** Deformable convolution; has to stay null. */
  dcn: unsupported('Deformable convolution'),
  /** Stages with deformable convolution; none. */
  stage_with_dcn: z.array(z.literal(false, 'deformable convolution cannot be built yet')).default([]),
  /** Layers within blocks; has to stay null. */
  plugins: unsupported('Plugins'),
  /** Recompute activations in the backward pass to save memory; without effect. */
  with_cp: z.boolean().default(false),
  /** Start each block as the identity: the last norm begins at 0. */
  zero_init_residual: z.boolean().default(true),
  /** Deprecated for `init_cfg`: a checkpoint to start from. */
  pretrained: z.string().nullable().default(null),
  /** How weights start; null: convolutions as He et al. do, norms at 1. */
  init_cfg: initCfgOption.nullable().default(null),
});

type ResNetOptions = z.output<typeof schema>;

export class ResNet extends Module implements Backbone {
  readonly #stem: Stem;
  readonly #stages: Sequential[] = [];
  readonly #frozenStages: number;
  readonly #normEval: boolean;
  readonly #outIndices: readonly number[];

  constructor(options: ResNetOptions) {
    super(initialisers(options));
    const { depth, num_stages: numStages, strides, dilations, base_channels: base } = options;
    const [block, counts] = architectures[depth];
    const stemChannels = options.stem_channels ?? base;
    this.#stem = this.#makeStem(options, stemChannels);
    let inChannels = stemChannels;
    for (let i = 0; i < numStages; i++) {
      const stage = residualStage({
        block,
        numBlocks: counts[i],
        inChannels,
        channels: base * 2 ** i,
        stride: strides[i],
        dilation: dilations[i],
        style: options.style,
        avgDown: options.avg_down,
        normCfg: options.norm_cfg,
        blockInitCfg: blockInitialiser(options, block.lastNorm),
      });
      this.#stages.push(this.child(`layer${i + 1}`, stage));
      inChannels = base * 2 ** i * block.expansion;
    }
    this.#frozenStages = options.frozen_stages;
    this.#normEval = options.norm_eval;
    this.#outIndices = options.out_indices;
    this.#freeze();
  }

  forward(images: Tensor4D): Tensor4D[] {
    return forwardStages(images, {
      stem: this.#stem.forward,
      stages: this.#stages,
      frozenStages: this.#frozenStages,
      outIndices: this.#outIndices,
    });
  }

  override train(mode = true): this {
    super.train(mode);
    this.#freeze();
    if (mode && this.#normEval) evaluateBatchNorms(this);
    return this;
  }

  #makeStem(options: ResNetOptions, channels: number): Stem {
    const { in_channels: inChannels, norm_cfg: normCfg } = options;
    if (options.deep_stem) {
      const half = Math.floor(channels / 2);
      const layers: Layer[] = [];
      for (const [from, to, stride] of [
        [inChannels, half, 2],
        [half, half, 1],
        [half, channels, 1],
      ]) {
        layers.push(new Conv2d(from, to, 3, { stride, padding: 1, hasBias: false }) as Layer);
        layers.push(normLayer(normCfg, to).norm as Layer, new Activation());
      }
      const stem = this.child('stem', new PlainSequential(layers));
      return { parts: [stem], forward: (x) => pool(stem.forward(x)) };
    }
    const conv = this.child(
      'conv1',
      new Conv2d(inChannels, channels, 7, { stride: 2, padding: 3, hasBias: false }),
    );
    const { name, norm } = normLayer(normCfg, channels, 1);
    this.child(name, norm);
    return { parts: [conv, norm], forward: (x) => pool(convNorm(x, conv, norm, { hasRelu: true })) };
  }

  #freeze(): void {
    if (this.#frozenStages < 0) return;
    for (const module of [...this.#stem.parts, ...this.#stages.slice(0, this.#frozenStages)]) {
      module.eval();
      freezeParameters(module);
    }
  }
}

interface Stem {
  readonly parts: readonly (Module | Norm)[];
  /** `[B, H, W, 3]` to `[B, H / 4, W / 4, C]`. */
  forward(images: Tensor4D): Tensor4D;
}

function pool(x: Tensor4D): Tensor4D {
  return maxPool2d(x, 3, { stride: 2, padding: 1 });
}

function blockInitialiser(options: ResNetOptions, lastNorm: string): InitCfg | null {
  const isDefault = options.init_cfg === null && options.pretrained === null;
  if (!isDefault || !options.zero_init_residual) return null;
  return { type: 'Constant', val: 0, override: { name: lastNorm } };
}

export const resNet = defineComponent({ type: 'ResNet', schema, build: (options) => new ResNet(options) });
