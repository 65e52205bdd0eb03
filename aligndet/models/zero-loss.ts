/** @module The loss of a head without training targets. */
import { addN, type Scalar, scalar, tidy } from '../engine/index.js';
import type { Module } from '../nn/index.js';

/** 0, connected to every trained parameter: gradients of zero, so that weight decay still applies, as in PyTorch. */
export function zeroLoss(module: Module): Scalar {
  return tidy(() => {
    const trained = module.parameters().filter(({ requiresGrad }) => requiresGrad);
    if (trained.length === 0) return scalar(0);
    return addN(trained.map(({ value }) => value.sum().mul<Scalar>(0)));
  });
}
