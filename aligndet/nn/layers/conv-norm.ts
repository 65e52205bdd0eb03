/** @module A convolution fused with the following operations, in as few passes over the maps as possible. */
import { type Tensor1D, type Tensor4D, tidy } from '../../engine/index.js';
import { convolution } from '../ops/convolution.js';
import { BatchNorm2d } from './batch-norm2d.js';
import type { Conv2d, Epilogue } from './conv2d.js';
import type { Norm } from './norm.js';

/**
 * Convolution, normalization, residual, ReLU.
 *
 * A batch norm in evaluation is folded into the filter: the result is the same function of all weights, without an
 * intermediate map to write or keep for the backward pass.
 *
 * @param x `[B, H, W, in]`. @returns `[B, H', W', out]`.
 */
export function convNorm(
  x: Tensor4D,
  conv: Conv2d,
  norm: Norm | undefined,
  epilogue: Epilogue = {},
): Tensor4D {
  if (norm === undefined) return conv.forward(x, epilogue);
  return tidy(() => {
    if (norm instanceof BatchNorm2d && !norm.usesBatch) {
      conv.checkInput(x);
      const { scale, shift } = norm.scaleShift();
      const filter = conv.weight.value.mul<Tensor4D>(scale);
      const bias = conv.bias === undefined ? shift : shift.add<Tensor1D>(conv.bias.value.mul(scale));
      return convolution(x, filter, { ...conv.window, ...epilogue, bias });
    }
    const { residual, hasRelu = false } = epilogue;
    let y = norm.forward(conv.forward(x));
    if (residual !== undefined) y = y.add(residual);
    return hasRelu ? y.relu() : y;
  });
}
