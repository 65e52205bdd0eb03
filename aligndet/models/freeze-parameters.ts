/** @module Taking a part of a model out of training. */
import type { Module } from '../nn/index.js';

/** Its norms go on in whatever mode they are in. */
export function freezeParameters(module: Module): void {
  for (const parameter of module.parameters()) parameter.requiresGrad = false;
}
