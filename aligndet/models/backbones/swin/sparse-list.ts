/** @module Modules by their place in a list that has gaps, as PyTorch's `ModuleList` with `None` in it. */
import { Module } from '../../../nn/index.js';

export class SparseList<M extends Module> extends Module {
  constructor(readonly modules: readonly (M | undefined)[]) {
    super();
    modules.forEach((module, index) => {
      if (module !== undefined) this.child(String(index), module);
    });
  }
}
