/** @module MobileNetV2: Sandler et al., https://arxiv.org/abs/1801.04381, table 2; with mmdetection's options and names. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import {
  actCfgSchema,
  ConvModule,
  convCfgOption,
  initCfgOption,
  Module,
  normCfgSchema,
  PlainSequential,
} from '../../nn/index.js';
import { freezeParameters } from '../freeze-parameters.js';
import type { Backbone } from './backbone.js';
import { evaluateBatchNorms } from './evaluate-batch-norms.js';
import { forwardStages } from './forward-stages.js';
import { initialisers } from './initialisers.js';
import { InvertedResidual } from './inverted-residual.js';

/** By layer: expansion ratio, channels, number of blocks, stride of the first block. */
const architecture = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

const STEM_CHANNELS = 32;
const LAST_CHANNELS = 1280;

const schema = z.strictObject({
  /** Factor of all widths. */
  widen_factor: z.number().positive().default(1),
  /** Layers whose maps are returned; 7 is the convolution after the blocks. */
  out_indices: z.array(z.int().min(0).max(7)).min(1).default([1, 2, 4, 7]),
  /** Frozen layers: 0 is the stem only, -1 none. */
  frozen_stages: z.int().min(-1).max(7).default(-1),
  /** Type of the convolutions. */
  conv_cfg: convCfgOption,
  /** Normalization. */
  norm_cfg: normCfgSchema.prefault({ type: 'BN' }),
  /** Activation. */
  act_cfg: actCfgSchema.prefault({ type: 'ReLU6' }),
  /** Use running statistics in training too. */
  norm_eval: z.boolean().default(false),
  /** Recompute activations in the backward pass to save memory; no effect. */
  with_cp: z.boolean().default(false),
  /** Deprecated for `init_cfg`: a pre-trained checkpoint. */
  pretrained: z.string().nullable().default(null),
  /** Initialization of weights; null: Kaiming for convolutions, 1 for norms. */
  init_cfg: initCfgOption.nullable().default(null),
});

type MobileNetV2Options = z.output<typeof schema>;

export class MobileNetV2 extends Module implements Backbone {
  readonly #stem: ConvModule;
  readonly #layers: (PlainSequential | ConvModule)[] = [];
  readonly #frozenStages: number;
  readonly #normEval: boolean;
  readonly #outIndices: readonly number[];

  constructor(options: MobileNetV2Options) {
    super(initialisers(options));
    const { widen_factor: factor, norm_cfg: normCfg, act_cfg: actCfg } = options;
    const shared = { normCfg, actCfg };
    let channels = multipleOfEight(STEM_CHANNELS * factor);
    this.#stem = this.child('conv1', new ConvModule(3, channels, 3, { ...shared, stride: 2, padding: 1 }));
    for (const [i, [widening, width, numBlocks, stride]] of architecture.entries()) {
      const out = multipleOfEight(width * factor);
      const blocks = Array.from({ length: numBlocks }, (_, block) => {
        const from = block === 0 ? channels : out;
        const size = { midChannels: from * widening, stride: block === 0 ? stride : 1 } as const;
        return new InvertedResidual(from, out, { ...shared, ...size });
      });
      this.#layers.push(this.child(`layer${i + 1}`, new PlainSequential(blocks)));
      channels = out;
    }
    const last = Math.trunc(LAST_CHANNELS * Math.max(factor, 1));
    this.#layers.push(this.child('conv2', new ConvModule(channels, last, 1, shared)));
    this.#frozenStages = options.frozen_stages;
    this.#normEval = options.norm_eval;
    this.#outIndices = options.out_indices;
  }

  /** @returns maps with strides 2 to 32. */
  forward(images: Tensor4D): Tensor4D[] {
    return forwardStages(images, {
      stem: (x) => this.#stem.forward(x),
      stages: this.#layers,
      frozenStages: this.#frozenStages,
      outIndices: this.#outIndices,
    });
  }

  /** The batch norm of a frozen stem keeps updating its running statistics, as in mmdetection. */
  override train(mode = true): this {
    super.train(mode);
    if (this.#frozenStages >= 0) freezeParameters(this.#stem);
    for (const layer of this.#layers.slice(0, Math.max(this.#frozenStages, 0))) {
      layer.eval();
      freezeParameters(layer);
    }
    if (mode && this.#normEval) evaluateBatchNorms(this);
    return this;
  }
}

/** Rounds to the nearest multiple, but at least nine tenths of the input. */
function multipleOfEight(channels: number): number {
  const rounded = Math.max(8, Math.floor(Math.trunc(channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}

export const mobileNetV2 = defineComponent({
  type: 'MobileNetV2',
  schema,
  build: (options) => new MobileNetV2(options),
});
