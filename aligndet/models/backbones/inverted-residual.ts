/** @module The block of MobileNetV2: Sandler et al., https://arxiv.org/abs/1801.04381, figure 4; mmdetection's names. */
import { type Tensor4D, tidy } from '../../engine/index.js';
import { type ActCfg, ConvModule, convNorm, Module, type NormCfg } from '../../nn/index.js';

export interface InvertedResidualOptions {
  /** Width within the block; if equal to that of the input, there is no expansion convolution. */
  readonly midChannels: number;
  readonly stride: 1 | 2;
  readonly normCfg: NormCfg;
  readonly actCfg: ActCfg;
}

/** 1x1 expansion, depthwise convolution, 1x1 projection; the shortcut connects the narrow ends. */
export class InvertedResidual extends Module {
  readonly #expand: ConvModule | undefined;
  readonly #depthwise: ConvModule;
  readonly #narrow: ConvModule;
  readonly #hasShortcut: boolean;

  constructor(inChannels: number, outChannels: number, options: InvertedResidualOptions) {
    super();
    const { midChannels, stride, normCfg, actCfg } = options;
    const layers = { normCfg, actCfg };
    this.#hasShortcut = stride === 1 && inChannels === outChannels;
    if (midChannels !== inChannels) {
      this.#expand = this.child('expand_conv', new ConvModule(inChannels, midChannels, 1, layers));
    }
    const around = { ...layers, stride, padding: 1, groups: midChannels };
    this.#depthwise = this.child('depthwise_conv', new ConvModule(midChannels, midChannels, 3, around));
    const linear = { normCfg, actCfg: null };
    this.#narrow = this.child('linear_conv', new ConvModule(midChannels, outChannels, 1, linear));
  }

  /** @param x `[B, H, W, in]`. @returns `[B, H', W', out]`. */
  forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const wide = this.#expand === undefined ? x : this.#expand.forward(x);
      const { conv, norm } = this.#narrow;
      const residual = this.#hasShortcut ? { residual: x } : {};
      return convNorm(this.#depthwise.forward(wide), conv, norm, residual);
    });
  }
}
