/** @module A learned scale factor, named as mmcv's `Scale`. */
import type { Tensor4D } from '../../engine/index.js';
import { Module, Parameter } from '../../nn/index.js';

export class Scale extends Module {
  readonly scale = this.parameter('scale', new Parameter([], { initial: 1 }));

  override resetParameters(): void {
    this.scale.fill(1);
  }

  /** @param x `[B, H, W, C]`. */
  forward(x: Tensor4D): Tensor4D {
    return x.mul(this.scale.value);
  }
}
