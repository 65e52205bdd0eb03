/** @module Modules by index in a list with gaps, as PyTorch's `ModuleList` with `None` entries. */
import { Module } from '../../../nn/index.js';

export class SparseList<M extends Module> extends Module {
  constructor(readonly modules: readonly (M | undefined)[]) {
    super();
    modules.forEach((module, index) => {
      if (module !== undefined) this.child(String(index), module);
    });
  }
}
