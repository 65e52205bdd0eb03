/** @module Group normalization layer, https://arxiv.org/abs/1803.08494. Maps are `[B, H, W, C]`. */
import { ConfigError } from '../../core/index.js';
import { ones, type Tensor, type Tensor1D, type Tensor4D, tidy, zeros } from '../../engine/index.js';
import { groupNorm } from '../ops/norms.js';
import { Norm, type NormOptions } from './norm.js';

export class GroupNorm extends Norm {
  constructor(
    readonly numGroups: number,
    numChannels: number,
    options: NormOptions = {},
  ) {
    super(numChannels, options);
    if (numChannels % numGroups !== 0) {
      throw new ConfigError(`num_groups: ${numChannels} channels do not split into ${numGroups} groups.`);
    }
  }

  override get kinds(): readonly string[] {
    return ['GroupNorm'];
  }

  /** @param x `[B, H, W, C]`. */
  override forward<T extends Tensor>(x: T): T {
    return tidy(() => {
      const scale = (this.weight?.value ?? ones([this.numChannels])) as Tensor1D;
      const offset = (this.bias?.value ?? zeros([this.numChannels])) as Tensor1D;
      return groupNorm(x as unknown as Tensor4D, this.numGroups, scale, offset, this.eps) as unknown as T;
    });
  }
}
