/** @module Transposed 2-D convolution. Maps are `[B, H, W, C]`; the weight is published as `[in, out, kh, kw]`. */
import type { RandomSource } from '../../core/index.js';
import type { Tensor1D, Tensor4D } from '../../engine/index.js';
import { convLayout } from '../layout.js';
import { Module } from '../module.js';
import { type TransposedConvolutionOptions, transposedConvolution } from '../ops/convolution.js';
import { type Pair, pair } from '../ops/window.js';
import { Parameter } from '../parameter.js';
import { resetAffine } from './reset-affine.js';

export interface ConvTranspose2dOptions extends Omit<TransposedConvolutionOptions, 'bias'> {
  readonly hasBias?: boolean;
}

export class ConvTranspose2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #options: TransposedConvolutionOptions;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Pair,
    { hasBias = true, ...options }: ConvTranspose2dOptions = {},
  ) {
    super();
    this.#options = options;
    const shape = [inChannels, outChannels, ...pair(kernelSize)];
    this.weight = this.parameter('weight', new Parameter(shape, { layout: convLayout }));
    if (hasBias) this.bias = this.parameter('bias', new Parameter([outChannels]));
  }

  override get kinds(): readonly string[] {
    return ['ConvTranspose2d', '_ConvTransposeNd'];
  }

  override resetParameters(random: RandomSource): void {
    resetAffine(this.weight, this.bias, random);
  }

  /** @param x `[B, H, W, in]`. @returns `[B, H', W', out]`. */
  forward(x: Tensor4D): Tensor4D {
    const bias = this.bias?.value as Tensor1D | undefined;
    return transposedConvolution(x, this.weight.value as Tensor4D, { ...this.#options, bias });
  }
}
