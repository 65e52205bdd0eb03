/**
 * @module Initial values of PyTorch's constructors of convolutions and linear layers: Kaiming uniform with slope
 * sqrt(5).
 */
import type { RandomSource } from '../../core/index.js';
import { fans, uniformValues } from '../init/draws.js';
import type { Parameter } from '../parameter.js';

/** Weight and bias uniform in `±1 / sqrt(fan in)`. */
export function resetAffine(weight: Parameter, bias: Parameter | undefined, random: RandomSource): void {
  const bound = 1 / Math.sqrt(fans(weight.shape).fanIn);
  weight.assign(uniformValues(weight.size, -bound, bound, random));
  bias?.assign(uniformValues(bias.size, -bound, bound, random));
}
