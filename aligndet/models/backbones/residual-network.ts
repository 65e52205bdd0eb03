/**
 * @module A stem and stages of residual blocks: what ResNet, ResNeXt and RegNet have in common. Names in the state dict
 * are mmdetection's: the stem's own, then `layer1`, `layer2`, ... Dims: B images, maps `[B, H, W, C]`.
 */
import type { Tensor4D } from '../../engine/index.js';
import { type InitCfg, Module, type Sequential } from '../../nn/index.js';
import { freezeParameters } from '../freeze-parameters.js';
import type { Backbone } from './backbone.js';
import { evaluateBatchNorms } from './evaluate-batch-norms.js';
import { forwardStages } from './forward-stages.js';
import type { Stem } from './residual-stems.js';

export interface ResidualNetworkOptions {
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
  readonly stem: Stem;
  readonly stages: readonly Sequential[];
  /** Frozen stages: 0 is the stem only, -1 none. */
  readonly frozenStages: number;
  /** Use running statistics in training too. */
  readonly normEval: boolean;
  /** Indices of the stages whose maps are returned, from 0. */
  readonly outIndices: readonly number[];
}

export class ResidualNetwork extends Module implements Backbone {
  readonly #options: ResidualNetworkOptions;

  constructor(options: ResidualNetworkOptions) {
    super(options.initCfg);
    this.#options = options;
    for (const [name, module] of options.stem.parts) this.child(name, module);
    for (const [i, stage] of options.stages.entries()) this.child(`layer${i + 1}`, stage);
    this.#freeze();
  }

  forward(images: Tensor4D): Tensor4D[] {
    const { stem, stages, frozenStages, outIndices } = this.#options;
    return forwardStages(images, { stem: stem.forward, stages, frozenStages, outIndices });
  }

  override train(mode = true): this {
    super.train(mode);
    this.#freeze();
    if (mode && this.#options.normEval) evaluateBatchNorms(this);
    return this;
  }

  #freeze(): void {
    const { stem, stages, frozenStages } = this.#options;
    if (frozenStages < 0) return;
    for (const module of [...stem.parts.map(([, part]) => part), ...stages.slice(0, frozenStages)]) {
      module.eval();
      freezeParameters(module);
    }
  }
}
