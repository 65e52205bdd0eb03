/** @module 2-D convolution. Maps are `[B, H, W, C]`; the weight is published as `[out, in / groups, kh, kw]`. */
import { type RandomSource, ShapeError } from '../../core/index.js';
import type { Tensor1D, Tensor4D } from '../../engine/index.js';
import { convLayout } from '../layout.js';
import { Module } from '../module.js';
import { type ConvolutionOptions, convolution } from '../ops/convolution.js';
import { type Pair, pair, type WindowOptions } from '../ops/window.js';
import { Parameter } from '../parameter.js';
import { resetAffine } from './reset-affine.js';

export interface Conv2dOptions extends WindowOptions {
  readonly groups?: number;
  readonly hasBias?: boolean;
}

/** Operations fused into the same step. */
export type Epilogue = Pick<ConvolutionOptions, 'residual' | 'hasRelu'>;

export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly window: WindowOptions;

  constructor(
    readonly inChannels: number,
    readonly outChannels: number,
    kernelSize: Pair,
    { groups = 1, hasBias = true, ...window }: Conv2dOptions = {},
  ) {
    super();
    this.window = window;
    const shape = [outChannels, inChannels / groups, ...pair(kernelSize)];
    this.weight = this.parameter('weight', new Parameter(shape, { layout: convLayout }));
    if (hasBias) this.bias = this.parameter('bias', new Parameter([outChannels]));
  }

  override get kinds(): readonly string[] {
    return ['Conv2d', '_ConvNd'];
  }

  override resetParameters(random: RandomSource): void {
    resetAffine(this.weight, this.bias, random);
  }

  /**
   * @param x `[B, H, W, in]`. @returns `[B, H', W', out]`. @throws {ShapeError} for maps with another number of
   * channels.
   */
  forward(x: Tensor4D, epilogue: Epilogue = {}): Tensor4D {
    this.checkInput(x);
    return convolution(x, this.weight.value as Tensor4D, {
      ...this.window,
      ...epilogue,
      bias: this.bias?.value as Tensor1D | undefined,
    });
  }
  /**
   * A filter alone is not sufficient for the check: a multiple of its channels would be treated as groups. @throws
   * {ShapeError}
   */
  checkInput({ shape }: Tensor4D): void {
    if (shape[3] === this.inChannels) return;
    throw new ShapeError(
      `A convolution expects ${this.inChannels} channels, but its maps are [${shape.join(', ')}]: check in_channels against the module before it.`,
    );
  }
}
