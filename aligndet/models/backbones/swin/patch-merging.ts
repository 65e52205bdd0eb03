/**
 * @module Patch merging of Swin Transformer, https://arxiv.org/abs/2103.14030, section 3.1: concatenates neighbouring
 * embeddings at half the resolution. Dims: kh, kw the window, C channels.
 */
import { gather, pad, type Tensor, type Tensor4D, tensor1d, tidy } from '../../../engine/index.js';
import { Linear, Module, type Norm, type NormCfg, normLayer, type Pair } from '../../../nn/index.js';
import { type AdaptiveMode, padAdaptively, type Tiling } from './adaptive-padding.js';

/** Order of a window's values: channels, rows, columns (mmdetection); columns, rows, channels (official). */
export type MergingOrder = 'channels-first' | 'columns-first';

/** Permutations of `[B, h, kh, w, kw, C]` for either order. */
const axes: Record<MergingOrder, readonly number[]> = {
  'channels-first': [0, 1, 3, 5, 2, 4],
  'columns-first': [0, 1, 3, 4, 2, 5],
};

export interface PatchMergingOptions {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize?: Pair;
  /** Default: the kernel size. */
  readonly stride?: Pair;
  readonly padding?: AdaptiveMode | Pair;
  readonly dilation?: Pair;
  readonly hasBias?: boolean;
  /** No normalization if null. */
  readonly normCfg?: NormCfg | null;
  readonly order?: MergingOrder;
}

export class PatchMerging extends Module {
  readonly #tiling: Tiling;
  readonly #padding: AdaptiveMode | readonly [number, number];
  readonly #order: MergingOrder;
  readonly #norm: Norm | undefined;
  readonly #reduction: Linear;

  constructor(options: PatchMergingOptions) {
    super();
    const { inChannels, outChannels, kernelSize = 2, stride = kernelSize, dilation = 1 } = options;
    const { padding = 'corner', hasBias = false, normCfg = { type: 'LN' } } = options;
    this.#order = options.order ?? 'channels-first';
    this.#tiling = { kernel: pairOf(kernelSize), stride: pairOf(stride), dilation: pairOf(dilation) };
    this.#padding = typeof padding === 'string' ? padding : pairOf(padding);
    const [kernelHeight, kernelWidth] = this.#tiling.kernel;
    const merged = kernelHeight * kernelWidth * inChannels;
    if (normCfg !== null) this.#norm = normLayer(normCfg, merged).norm;
    this.#reduction = new Linear(merged, outChannels, { hasBias });
    const named = [['norm', this.#norm] as const, ['reduction', this.#reduction] as const];
    // Checkpoints list them in the order in which either implementation creates them.
    for (const [name, part] of this.#order === 'channels-first' ? named : named.reverse()) {
      if (part !== undefined) this.child<Module>(name, part);
    }
  }

  /** @param x `[B, H, W, C]`. @returns `[B, h, w, outChannels]`. */
  forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const merged = this.#windows(this.#padded(x));
      return this.#reduction.forward(this.#norm?.forward(merged) ?? merged);
    });
  }

  #padded(x: Tensor4D): Tensor4D {
    if (typeof this.#padding === 'string') return padAdaptively(x, this.#tiling, this.#padding);
    const [rows, columns] = this.#padding;
    return pad(x, [
      [0, 0],
      [rows, rows],
      [columns, columns],
      [0, 0],
    ]);
  }

  /** `[B, H, W, C]` to `[B, h, w, kh * kw * C]`. */
  #windows(x: Tensor4D): Tensor4D {
    const [batch, height, width, channels] = x.shape;
    const [kernelHeight, kernelWidth] = this.#tiling.kernel;
    const rows = positions(height, this.#tiling, 0);
    const columns = positions(width, this.#tiling, 1);
    const [h, w] = [rows.length / kernelHeight, columns.length / kernelWidth];
    const spread = picked(picked(x, rows, 1), columns, 2); // [B, h * kh, w * kw, C]
    return spread
      .reshape([batch, h, kernelHeight, w, kernelWidth, channels])
      .transpose([...axes[this.#order]])
      .reshape([batch, h, w, kernelHeight * kernelWidth * channels]);
  }
}

/** Indices of each window's values along an axis, window by window. */
function positions(length: number, { kernel, stride, dilation }: Tiling, axis: 0 | 1): number[] {
  const reach = dilation[axis] * (kernel[axis] - 1) + 1;
  const count = Math.floor((length - reach) / stride[axis]) + 1;
  return Array.from({ length: count * kernel[axis] }, (_, i) => {
    const [window, position] = [Math.floor(i / kernel[axis]), i % kernel[axis]];
    return window * stride[axis] + position * dilation[axis];
  });
}

/** `x` itself if every position is used once, as in the published models. */
function picked(x: Tensor, indices: readonly number[], axis: number): Tensor {
  const isWhole = indices.length === x.shape[axis] && indices.every((position, i) => position === i);
  return isWhole ? x : gather(x, tensor1d([...indices], 'int32'), axis);
}

const pairOf = (value: Pair): readonly [number, number] =>
  typeof value === 'number' ? [value, value] : value;
