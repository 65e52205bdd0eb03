/** @module One block of Swin Transformer: https://arxiv.org/abs/2103.14030, figure 3b, equation 3. */
import { type Tensor4D, tidy } from '../../../engine/index.js';
import { type ActCfg, DropPath, Module, type Norm, type NormCfg, normLayer } from '../../../nn/index.js';
import { FeedForward } from '../../transformers/feed-forward.js';
import { type MapLayer, Mlp } from './mlp.js';
import {
  ShiftedWindowAttention,
  type SwinLayout,
  WindowAttention,
  type WindowAttentionOptions,
} from './window-attention.js';
import { inWindows } from './windows.js';

export interface SwinBlockOptions {
  readonly channels: number;
  readonly numHeads: number;
  readonly windowSize: number;
  /** Shift of the windows in positions. */
  readonly shift: number;
  readonly mlpRatio: number;
  readonly hasQkvBias: boolean;
  readonly qkScale: number | null;
  readonly dropRate: number;
  readonly attentionDropRate: number;
  readonly dropPathRate: number;
  readonly actCfg: ActCfg;
  readonly normCfg: NormCfg;
  readonly layout: SwinLayout;
}

export class SwinBlock extends Module implements MapLayer {
  readonly #norm1: Norm;
  readonly #attend: (x: Tensor4D) => Tensor4D;
  readonly #norm2: Norm;
  readonly #feedForward: MapLayer;
  readonly #dropPath: DropPath;

  constructor(options: SwinBlockOptions) {
    super();
    const { channels, mlpRatio, normCfg, layout, actCfg, dropRate } = options;
    const hiddenChannels = Math.floor(channels * mlpRatio);
    const feedForward = { channels, hiddenChannels, actCfg, dropRate };
    this.#norm1 = this.child('norm1', normLayer(normCfg, channels).norm);
    this.#attend = layout === 'official' ? this.#officialAttention(options) : this.#attention(options);
    this.#norm2 = this.child('norm2', normLayer(normCfg, channels).norm);
    this.#feedForward =
      layout === 'official'
        ? this.child('mlp', new Mlp(feedForward))
        : this.child('ffn', new FeedForward({ ...feedForward, hasShortcut: false }));
    this.#dropPath = this.child('drop_path', new DropPath(options.dropPathRate));
  }

  forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const attended = this.#dropPath.forward(this.#attend(this.#norm1.forward(x)));
      const middle = x.add<Tensor4D>(attended);
      return middle.add(this.#dropPath.forward(this.#feedForward.forward(this.#norm2.forward(middle))));
    });
  }

  #attention(options: SwinBlockOptions): (x: Tensor4D) => Tensor4D {
    const { windowSize, shift } = options;
    const attention = new ShiftedWindowAttention(windowSize, shift, attentionOptions(options));
    this.child('attn', attention);
    return (x) => attention.forward(x);
  }

  #officialAttention(options: SwinBlockOptions): (x: Tensor4D) => Tensor4D {
    const { windowSize: size, shift } = options;
    const attention = new WindowAttention({ ...attentionOptions(options), windowSize: [size, size] });
    this.child('attn', attention);
    return (x) => inWindows(x, { size, shift }, (within, mask) => attention.forward(within, mask));
  }
}

function attentionOptions(options: SwinBlockOptions): Omit<WindowAttentionOptions, 'windowSize'> {
  const { channels, numHeads, hasQkvBias, qkScale, attentionDropRate, dropRate, layout } = options;
  return { channels, numHeads, hasQkvBias, qkScale, attentionDropRate, outputDropRate: dropRate, layout };
}
