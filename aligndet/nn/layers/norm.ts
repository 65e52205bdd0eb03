/** @module The base class of normalization layers. */
import type { Tensor } from '../../engine/index.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';

export interface NormOptions {
  readonly eps?: number;
  /** Whether weight and bias are trainable. */
  readonly requiresGrad?: boolean;
  /** Whether there are a weight and a bias. */
  readonly isAffine?: boolean;
}

/** Normalizes, then scales by `weight` and shifts by `bias` per channel. Initially both have no effect. */
export abstract class Norm extends Module {
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly eps: number;

  constructor(
    readonly numChannels: number,
    { eps = 1e-5, requiresGrad = true, isAffine = true }: NormOptions = {},
  ) {
    super();
    this.eps = eps;
    if (!isAffine) return;
    this.weight = this.parameter('weight', new Parameter([numChannels], { requiresGrad, initial: 1 }));
    this.bias = this.parameter('bias', new Parameter([numChannels], { requiresGrad }));
  }

  override resetParameters(): void {
    this.weight?.fill(1);
    this.bias?.fill(0);
  }

  /** @param x `[..., C]`. */
  abstract forward<T extends Tensor>(x: T): T;
}
