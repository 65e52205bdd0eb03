/** @module Layer normalization over the last axis, https://arxiv.org/abs/1607.06450. */
import { ones, type Tensor, type Tensor1D, tidy, zeros } from '../../engine/index.js';
import { layerNorm } from '../ops/norms.js';
import { Norm } from './norm.js';

export class LayerNorm extends Norm {
  override get kinds(): readonly string[] {
    return ['LayerNorm'];
  }

  override forward<T extends Tensor>(x: T): T {
    return tidy(() => {
      const scale = (this.weight?.value ?? ones([this.numChannels])) as Tensor1D;
      const offset = (this.bias?.value ?? zeros([this.numChannels])) as Tensor1D;
      return layerNorm(x, scale, offset, this.eps);
    });
  }
}
