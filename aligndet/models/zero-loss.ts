/** @module The loss of a head that has nothing to learn from. */
import { addN, type Scalar, scalar, tidy } from '../engine/index.js';
import type { Module } from '../nn/index.js';

/** 0, in which every trained parameter takes part: gradients of zero, so that weights still decay, as in PyTorch. */
export function zeroLoss(module: Module): Scalar {
  return tidy(() => {
    const trained = module.parameters().filter(({ requiresGrad }) => requiresGrad);
    if (trained.length === 0) return scalar(0);
    return addN(trained.map(({ value }) => value.sum().mul<Scalar>(0)));
  });
}
