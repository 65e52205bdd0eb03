/** @module The option `norm_eval`. */
import type { Module } from '../../nn/index.js';

/** Switches all batch norms to their running statistics while the rest is trained. */
export function evaluateBatchNorms(backbone: Module): void {
  for (const [, module] of backbone.namedModules()) {
    if (module.kinds.includes('_BatchNorm')) module.eval();
  }
}
