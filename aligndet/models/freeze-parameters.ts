/** @module Freezes modules of a model. */
import type { Module } from '../nn/index.js';

/** Its norms keep their mode. */
export function freezeParameters(module: Module): void {
  for (const parameter of module.parameters()) parameter.requiresGrad = false;
}
