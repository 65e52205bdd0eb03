/** @module The first layer of vision transformers: patches of an image to embeddings. Dims: B images, C channels. */
import { type Tensor4D, tidy } from '../../../engine/index.js';
import { Conv2d, Module, type Norm, type NormCfg, normLayer, type Pair } from '../../../nn/index.js';
import { type AdaptiveMode, padAdaptively, type Tiling } from './adaptive-padding.js';

export interface PatchEmbeddingOptions {
  readonly inChannels: number;
  readonly channels: number;
  readonly kernelSize: Pair;
  /** Default: the kernel size. */
  readonly stride?: Pair;
  /** Zero padding: adaptive, or a fixed size on each edge. */
  readonly padding?: AdaptiveMode | Pair;
  readonly dilation?: Pair;
  readonly hasBias?: boolean;
  /** No normalization if absent. */
  readonly normCfg?: NormCfg | null;
  /** Name of the convolution in checkpoints. */
  readonly projectionName?: string;
}

export class PatchEmbedding extends Module {
  readonly #padding: AdaptiveMode | undefined;
  readonly #tiling: Tiling;
  readonly #projection: Conv2d;
  readonly #norm: Norm | undefined;

  constructor(options: PatchEmbeddingOptions) {
    super();
    const { inChannels, channels, kernelSize, stride = kernelSize, dilation = 1, normCfg = null } = options;
    const { padding = 'corner', hasBias = true, projectionName = 'projection' } = options;
    this.#padding = typeof padding === 'string' ? padding : undefined;
    this.#tiling = { kernel: pairOf(kernelSize), stride: pairOf(stride), dilation: pairOf(dilation) };
    const fixed = typeof padding === 'string' ? 0 : padding;
    const conv = new Conv2d(inChannels, channels, kernelSize, { stride, padding: fixed, dilation, hasBias });
    this.#projection = this.child(projectionName, conv);
    if (normCfg !== null) this.#norm = this.child('norm', normLayer(normCfg, channels).norm);
  }

  /** @param images `[B, H, W, C]`. @returns `[B, h, w, channels]`, one embedding per patch. */
  forward(images: Tensor4D): Tensor4D {
    return tidy(() => {
      const whole = this.#padding === undefined ? images : padAdaptively(images, this.#tiling, this.#padding);
      const patches = this.#projection.forward(whole);
      return this.#norm?.forward(patches) ?? patches;
    });
  }
}

const pairOf = (value: Pair): readonly [number, number] =>
  typeof value === 'number' ? [value, value] : value;
