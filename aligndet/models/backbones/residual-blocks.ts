/** @module The blocks of residual networks: He et al., https://arxiv.org/abs/1512.03385, figure 5. */
import type { Tensor4D } from '../../engine/index.js';
import { tidy } from '../../engine/index.js';
import {
  Conv2d,
  convNorm,
  type InitCfg,
  Module,
  type Norm,
  type NormCfg,
  normLayer,
  type PlainSequential,
} from '../../nn/index.js';

export interface BlockOptions {
  readonly stride: number;
  readonly dilation: number;
  /** Position of the stride in a bottleneck: its 3x3 (`pytorch`) or its first 1x1 (`caffe`) convolution. */
  readonly style: 'pytorch' | 'caffe';
  readonly normCfg: NormCfg;
  /** Projects the input to the shape of the output; identity if absent. */
  readonly downsample?: Shortcut;
  readonly initCfg: InitCfg | null;
  /** Output channels. */
  readonly outChannels: number;
  /** The 3x3 convolution of a bottleneck; by default as wide as the block, with one group. */
  readonly middle?: BottleneckMiddle;
}

/** The grouped 3x3 convolution of a bottleneck: ResNeXt, https://arxiv.org/abs/1611.05431, figure 3c. */
export interface BottleneckMiddle {
  /** Channels in and out. */
  readonly width: number;
  readonly groups: number;
}

/** The shortcut of a block when shapes differ. */
export interface Shortcut extends PlainSequential {
  forwardFused(x: Tensor4D): Tensor4D;
}

abstract class Block extends Module {
  readonly #norms = new Map<string, Norm>();
  protected downsample: Shortcut | undefined;

  protected norm(suffix: number, channels: number, config: NormCfg): Norm {
    const { name, norm } = normLayer(config, channels, suffix);
    this.#norms.set(`norm${suffix}`, norm);
    return this.child(name, norm);
  }

  /** `norm2` and `norm3` are their names in initializers. */
  override part(name: string): Module | undefined {
    return this.#norms.get(name) ?? super.part(name);
  }

  /** @param x `[B, H, W, in]`. @returns `[B, H', W', out]`. */
  abstract forward(x: Tensor4D): Tensor4D;

  protected shortcut(x: Tensor4D): Tensor4D {
    return this.downsample === undefined ? x : this.downsample.forwardFused(x);
  }
}

/** Two 3x3 convolutions: ResNet-18 and 34. */
export class BasicBlock extends Block {
  static readonly expansion = 1;
  static readonly lastNorm = 'norm2';
  readonly #conv1: Conv2d;
  readonly #norm1: Norm;
  readonly #conv2: Conv2d;
  readonly #norm2: Norm;

  constructor(inChannels: number, channels: number, options: BlockOptions) {
    super(options.initCfg);
    const { stride, dilation, normCfg } = options;
    const first = { stride, padding: dilation, dilation, hasBias: false };
    this.#conv1 = this.child('conv1', new Conv2d(inChannels, channels, 3, first));
    this.#norm1 = this.norm(1, channels, normCfg);
    this.#conv2 = this.child('conv2', new Conv2d(channels, channels, 3, { padding: 1, hasBias: false }));
    this.#norm2 = this.norm(2, channels, normCfg);
    if (options.downsample) this.downsample = this.child('downsample', options.downsample);
  }

  override forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const y = convNorm(x, this.#conv1, this.#norm1, { hasRelu: true });
      return convNorm(y, this.#conv2, this.#norm2, { residual: this.shortcut(x), hasRelu: true });
    });
  }
}

/** 1x1, 3x3, 1x1: ResNet-50 and deeper. */
export class Bottleneck extends Block {
  static readonly expansion = 4;
  static readonly lastNorm = 'norm3';
  readonly #conv1: Conv2d;
  readonly #norm1: Norm;
  readonly #conv2: Conv2d;
  readonly #norm2: Norm;
  readonly #conv3: Conv2d;
  readonly #norm3: Norm;

  constructor(inChannels: number, channels: number, options: BlockOptions) {
    super(options.initCfg);
    const { stride, dilation, style, normCfg, outChannels } = options;
    const { width, groups } = options.middle ?? { width: channels, groups: 1 };
    const [first, second] = style === 'pytorch' ? [1, stride] : [stride, 1];
    const middle = { stride: second, padding: dilation, dilation, groups, hasBias: false };
    this.#conv1 = this.child('conv1', new Conv2d(inChannels, width, 1, { stride: first, hasBias: false }));
    this.#norm1 = this.norm(1, width, normCfg);
    this.#conv2 = this.child('conv2', new Conv2d(width, width, 3, middle));
    this.#norm2 = this.norm(2, width, normCfg);
    this.#conv3 = this.child('conv3', new Conv2d(width, outChannels, 1, { hasBias: false }));
    this.#norm3 = this.norm(3, outChannels, normCfg);
    if (options.downsample) this.downsample = this.child('downsample', options.downsample);
  }

  override forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const y = convNorm(x, this.#conv1, this.#norm1, { hasRelu: true });
      const z = convNorm(y, this.#conv2, this.#norm2, { hasRelu: true });
      return convNorm(z, this.#conv3, this.#norm3, { residual: this.shortcut(x), hasRelu: true });
    });
  }
}
