/**
 * @module Window attention with relative position bias, https://arxiv.org/abs/2103.14030, section 3.2, equation 4.
 * Dims: G windows, N positions per window, C channels.
 */
import type { RandomSource } from '../../../core/index.js';
import {
  gather,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tidy,
} from '../../../engine/index.js';
import { Dropout, Linear, Module, Parameter, truncatedNormalValues } from '../../../nn/index.js';
import { attend } from './attention.js';
import { inWindows } from './windows.js';

const TABLE_START = { mean: 0, std: 0.02, a: -2, b: 2 };

/** Names and initialization: mmdetection's, or those of the Swin authors and CBNet. */
export type SwinLayout = 'mmdetection' | 'official';

export interface WindowAttentionOptions {
  readonly channels: number;
  readonly numHeads: number;
  /** Window size in positions. */
  readonly windowSize: readonly [height: number, width: number];
  readonly hasQkvBias: boolean;
  /** Scale of the scores; null: 1 / sqrt(head width). */
  readonly qkScale: number | null;
  readonly attentionDropRate: number;
  readonly outputDropRate: number;
  readonly layout: SwinLayout;
}

export class WindowAttention extends Module {
  readonly #table: Parameter;
  readonly #index: Parameter;
  readonly #qkv: Linear;
  readonly #attentionDropout: Dropout;
  readonly #projection: Linear;
  readonly #outputDropout: Dropout;
  readonly #numHeads: number;
  readonly #scale: number;
  readonly #layout: SwinLayout;

  constructor(options: WindowAttentionOptions) {
    super();
    const { channels, numHeads, windowSize, hasQkvBias } = options;
    const [height, width] = windowSize;
    const tokens = height * width;
    const positions = (2 * height - 1) * (2 * width - 1);
    this.#numHeads = numHeads;
    this.#scale = options.qkScale || (channels / numHeads) ** -0.5; // a scale of 0 counts as not set
    this.#layout = options.layout;
    this.#table = this.parameter('relative_position_bias_table', new Parameter([positions, numHeads]));
    this.#index = this.buffer(
      'relative_position_index',
      new Parameter([tokens, tokens], { requiresGrad: false, dtype: 'int32', publishedDtype: 'int64' }),
    );
    this.#index.assign(relativePositions(height, width));
    this.#qkv = this.child('qkv', new Linear(channels, 3 * channels, { hasBias: hasQkvBias }));
    this.#attentionDropout = this.child('attn_drop', new Dropout(options.attentionDropRate));
    this.#projection = this.child('proj', new Linear(channels, channels));
    this.#outputDropout = this.child('proj_drop', new Dropout(options.outputDropRate));
  }

  override get kinds(): readonly string[] {
    return [this.#layout === 'official' ? 'WindowAttention' : 'WindowMSA'];
  }

  /** The bias table is initialized randomly in the authors' implementation, with zeros in mmdetection. */
  override resetParameters(random: RandomSource): void {
    if (this.#layout === 'official')
      this.#table.assign(truncatedNormalValues(this.#table.size, TABLE_START, random));
    else this.#table.fill(0);
    super.resetParameters(random);
  }

  /**
   * @param x `[G, N, C]`.
   * @param mask `[W, N, N]`, added to the scores of each image's W windows.
   * @returns `[G, N, C]`.
   */
  forward(x: Tensor3D, mask?: Tensor3D): Tensor3D {
    return tidy(() => {
      const [groups, tokens] = x.shape;
      const scores = [groups, this.#numHeads, tokens, tokens];
      const dropout = this.#attentionDropout.factors(scores);
      const qkv = this.#qkv.forward(x); // [G, N, 3C]
      const attended = attend({ qkv, bias: this.#bias(), mask, dropout }, this.#scale);
      return this.#outputDropout.forward(this.#projection.forward(attended));
    });
  }

  /** `[heads, N, N]`. */
  #bias(): Tensor3D {
    const [tokens] = this.#index.shape;
    const index = this.#index.value.reshape<Tensor1D>([-1]);
    const rows = gather(this.#table.value as Tensor2D, index); // [N * N, heads]
    return rows.transpose().reshape([this.#numHeads, tokens, tokens]);
  }
}

/** Index into the table per pair of positions: `[N, N]`, by their relative offset. */
function relativePositions(height: number, width: number): Int32Array {
  const tokens = height * width;
  const perRow = 2 * width - 1;
  const index = new Int32Array(tokens * tokens);
  for (let from = 0; from < tokens; from++) {
    for (let to = 0; to < tokens; to++) {
      const rows = Math.floor(from / width) - Math.floor(to / width) + height - 1;
      const columns = (from % width) - (to % width) + width - 1;
      index[from * tokens + to] = rows * perRow + columns;
    }
  }
  return index;
}

/** mmdetection's `ShiftWindowMSA`: window attention on a map. */
export class ShiftedWindowAttention extends Module {
  readonly #attention: WindowAttention;

  constructor(
    readonly windowSize: number,
    readonly shift: number,
    options: Omit<WindowAttentionOptions, 'windowSize'>,
  ) {
    super();
    const attention = new WindowAttention({ ...options, windowSize: [windowSize, windowSize] });
    this.#attention = this.child('w_msa', attention);
  }

  /** @param x `[B, H, W, C]`. @returns `[B, H, W, C]`. */
  forward(x: Tensor4D): Tensor4D {
    const windows = { size: this.windowSize, shift: this.shift };
    return inWindows(x, windows, (within, mask) => this.#attention.forward(within, mask));
  }
}
