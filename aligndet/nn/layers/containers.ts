/**
 * @module Lists and sequences of modules, named 0, 1, 2, ... as in PyTorch.
 *
 * mmcv's containers call `initWeights` of their children; PyTorch's do not, which determines whether a parent's
 * `init_cfg` or the children's own initialization is applied last. The `Plain` ones are PyTorch's.
 */
import type { Tensor } from '../../engine/index.js';
import { tidy } from '../../engine/index.js';
import { Module } from '../module.js';

/** A module that maps a tensor to a tensor of module-specific shape. */
export interface Layer extends Module {
  forward(x: never): Tensor;
}

/** mmcv's `ModuleList`. */
export class ModuleList<M extends Module = Module> extends Module {
  readonly modules: readonly M[];

  constructor(modules: readonly M[], initCfg: Module['initCfg'] = null) {
    super(initCfg);
    this.modules = modules;
    modules.forEach((module, index) => {
      this.child(String(index), module);
    });
  }
}

/** `torch.nn.ModuleList`: children are initialized by the owner, or remain as constructed. */
export class PlainModuleList<M extends Module = Module> extends ModuleList<M> {
  override initWeights(): void {}
}

/** mmcv's `Sequential`. */
export class Sequential extends ModuleList<Layer> {
  forward<T extends Tensor>(x: T): T {
    return tidy(() => {
      let y: Tensor = x;
      for (const layer of this.modules) y = layer.forward(y as never);
      return y as T;
    });
  }
}

/** `torch.nn.Sequential`: children are initialized by the owner, or remain as constructed. */
export class PlainSequential extends Sequential {
  override initWeights(): void {}
}
