/** @module Feature pyramid: Lin et al., https://arxiv.org/abs/1612.03144, figure 3; with mmdetection's options. */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import { relu, type Tensor4D, tidy } from '../../engine/index.js';
import {
  actCfgOption,
  ConvModule,
  convCfgOption,
  type InitCfg,
  initCfgOption,
  interpolate,
  Module,
  maxPool2d,
  normCfgOption,
  PlainModuleList,
} from '../../nn/index.js';
import type { Neck } from './neck.js';

/** Options of mmdetection's `FPN`. */
export const fpnSchema = z.strictObject({
  /** Channels of each input map. */
  in_channels: z.array(z.int().positive()).min(1),
  /** Channels of each output map. */
  out_channels: z.int().positive(),
  /** Number of output maps. */
  num_outs: z.int().positive(),
  /** First map that is used. */
  start_level: z.int().nonnegative().default(0),
  /** Last map that is used; -1 is the last available. */
  end_level: z.int().min(-1).default(-1),
  /** Source of additional, coarser maps: convolutions on this, or pooling. `true` is `on_input`. */
  add_extra_convs: z.union([z.boolean(), z.enum(['on_input', 'on_lateral', 'on_output'])]).default(false),
  /** ReLU before each further convolution but the first. */
  relu_before_extra_convs: z.boolean().default(false),
  /** No normalization in the lateral convolutions. */
  no_norm_on_lateral: z.boolean().default(false),
  /** Type of the convolutions. */
  conv_cfg: convCfgOption,
  /** Normalization after each convolution. */
  norm_cfg: normCfgOption,
  /** Activation after each convolution. */
  act_cfg: actCfgOption.nullable().default(null),
  /** Upsampling of coarse maps to the size of finer ones. */
  upsample_cfg: z
    .strictObject({
      /** Interpolation. */
      mode: z.enum(['nearest', 'bilinear']).default('nearest'),
      /** A fixed factor instead of the finer map's size. */
      scale_factor: z.number().positive().optional(),
      /** Align corner pixels; not for `nearest`. */
      align_corners: z.boolean().optional(),
    })
    .prefault({}),
  /** Initialization of weights. */
  init_cfg: initCfgOption.nullable().prefault({ type: 'Xavier', layer: 'Conv2d', distribution: 'uniform' }),
});

type FpnOptions = z.output<typeof fpnSchema>;

export class FPN extends Module implements Neck {
  readonly #options: FpnOptions;
  /** Index after the last map that is used. */
  readonly #end: number;
  readonly #extraSource: 'on_input' | 'on_lateral' | 'on_output' | undefined;
  readonly #lateral: readonly ConvModule[];
  readonly #output: readonly ConvModule[];

  constructor(options: FpnOptions) {
    super(options.init_cfg as InitCfg | InitCfg[] | null);
    this.#options = options;
    const { in_channels: inputs, out_channels: width, start_level: start, num_outs: numOuts } = options;
    this.#end = endOf(options);
    this.#extraSource = options.add_extra_convs === true ? 'on_input' : options.add_extra_convs || undefined;
    const shared = { normCfg: options.norm_cfg, actCfg: options.act_cfg };
    const lateralNorm = options.no_norm_on_lateral ? null : options.norm_cfg;
    const used = inputs.slice(start, this.#end);
    this.#lateral = used.map(
      (channels) => new ConvModule(channels, width, 1, { ...shared, normCfg: lateralNorm }),
    );
    const output = used.map(() => new ConvModule(width, width, 3, { ...shared, padding: 1 }));
    if (this.#extraSource !== undefined) {
      for (let level = used.length; level < numOuts; level++) {
        const fromInput = level === used.length && this.#extraSource === 'on_input';
        const channels = fromInput ? inputs[this.#end - 1] : width;
        output.push(new ConvModule(channels, width, 3, { ...shared, stride: 2, padding: 1 }));
      }
    }
    this.#output = output;
    this.child('lateral_convs', new PlainModuleList(this.#lateral));
    this.child('fpn_convs', new PlainModuleList(this.#output));
  }

  /** Number of used maps of the backbone. */
  get numUsed(): number {
    return this.#lateral.length;
  }

  forward(maps: readonly Tensor4D[]): Tensor4D[] {
    return tidy(() => {
      const { laterals, outputs } = this.pyramid(maps);
      return this.extend(outputs, maps, laterals);
    });
  }

  /**
   * The pyramid of the used maps, without the additional maps of `num_outs`.
   *
   * @returns `laterals` after the top-down path and `outputs`, their 3x3 convolutions: one `[B, H, W, C]` per used map.
   */
  pyramid(maps: readonly Tensor4D[]): { laterals: Tensor4D[]; outputs: Tensor4D[] } {
    const { start_level: start, in_channels: inputs } = this.#options;
    if (maps.length !== inputs.length) {
      throw new ConfigError(
        `FPN.in_channels has ${inputs.length} entries, but the backbone returns ${maps.length} maps.`,
      );
    }
    return tidy(() => {
      const laterals = this.#lateral.map((conv, i) => conv.forward(maps[i + start]));
      for (let i = laterals.length - 1; i > 0; i--) {
        const lateral = laterals[i - 1];
        laterals[i - 1] = tidy(() => lateral.add(this.#upsample(laterals[i], lateral)));
        lateral.dispose(); // the finest maps are large; the tape keeps what gradients need
      }
      return { laterals, outputs: laterals.map((lateral, i) => this.#output[i].forward(lateral)) };
    });
  }

  /** @returns the `outputs` of a pyramid followed by coarser maps, `num_outs` in total. */
  extend(outputs: readonly Tensor4D[], maps: readonly Tensor4D[], laterals: readonly Tensor4D[]): Tensor4D[] {
    const all = [...outputs];
    const numUsed = outputs.length;
    for (let level = numUsed; level < this.#options.num_outs; level++) {
      const last = all[all.length - 1];
      if (this.#extraSource === undefined) all.push(maxPool2d(last, 1, { stride: 2 }));
      else if (level === numUsed) {
        const sources = { on_input: maps[this.#end - 1], on_lateral: laterals[numUsed - 1], on_output: last };
        all.push(this.#output[level].forward(sources[this.#extraSource]));
      } else {
        const source = this.#options.relu_before_extra_convs ? relu(last) : last;
        all.push(this.#output[level].forward(source));
      }
    }
    return all;
  }

  #upsample(coarse: Tensor4D, fine: Tensor4D): Tensor4D {
    const { mode, scale_factor: scaleFactor, align_corners: alignCorners } = this.#options.upsample_cfg;
    const target =
      scaleFactor === undefined ? { size: [fine.shape[1], fine.shape[2]] as const } : { scaleFactor };
    return interpolate(coarse, { mode, alignCorners, ...target } as Parameters<typeof interpolate>[1]);
  }
}

function endOf({
  in_channels: inputs,
  end_level: last,
  start_level: start,
  num_outs: numOuts,
}: FpnOptions): number {
  if (last === -1 || last === inputs.length - 1) {
    if (numOuts < inputs.length - start) {
      throw new ConfigError(
        `FPN.num_outs is ${numOuts}, but ${inputs.length - start} maps are used: from start_level ${start} on.`,
      );
    }
    return inputs.length;
  }
  if (last >= inputs.length || numOuts !== last - start + 1) {
    throw new ConfigError(
      `FPN.end_level ${last} with start_level ${start} uses ${last - start + 1} of ${inputs.length} maps, but num_outs is ${numOuts}.`,
    );
  }
  return last + 1;
}

export const fpn = defineComponent({ type: 'FPN', schema: fpnSchema, build: (options) => new FPN(options) });
