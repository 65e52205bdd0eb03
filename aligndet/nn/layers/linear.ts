/** @module Linear layer on the last axis. The weight is published as `[out, in]`. */
import { type RandomSource, ShapeError } from '../../core/index.js';
import { matMul, type Tensor, tidy } from '../../engine/index.js';
import { type Layout, linearLayout } from '../layout.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { resetAffine } from './reset-affine.js';

export interface LinearOptions {
  readonly hasBias?: boolean;
  /** `flattenedLinearLayout` after a flattened map. */
  readonly layout?: Layout;
}

export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    readonly inFeatures: number,
    readonly outFeatures: number,
    { hasBias = true, layout = linearLayout }: LinearOptions = {},
  ) {
    super();
    this.weight = this.parameter('weight', new Parameter([outFeatures, inFeatures], { layout }));
    if (hasBias) this.bias = this.parameter('bias', new Parameter([outFeatures]));
  }

  override get kinds(): readonly string[] {
    return ['Linear'];
  }

  override resetParameters(random: RandomSource): void {
    resetAffine(this.weight, this.bias, random);
  }

  /** @param x `[..., in]`. @returns `[..., out]`. @throws {ShapeError} for rows of another length. */
  forward<T extends Tensor>(x: T): T {
    if (x.shape[x.rank - 1] !== this.inFeatures) {
      throw new ShapeError(
        `A linear layer expects rows of ${this.inFeatures} values, but its input is [${x.shape.join(', ')}]: ` +
          'check in_channels and the size of RoI features (roi_feat_size) against the module before it.',
      );
    }
    return tidy(() => {
      const rows = x.rank === 2 ? x : x.reshape([-1, this.inFeatures]); // [N, in]
      const product = matMul(rows as Tensor, this.weight.value); // [N, out]
      const sum = this.bias === undefined ? product : product.add(this.bias.value);
      return (x.rank === 2 ? sum : sum.reshape([...x.shape.slice(0, -1), this.outFeatures])) as T;
    });
  }
}
