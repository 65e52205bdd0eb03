/** @module Layers without weights, for use in a `Sequential`, where they take an index. */
import type { z } from 'zod';
import type { Tensor, Tensor4D } from '../../engine/index.js';
import { Module } from '../module.js';
import { type actCfgSchema, activate } from '../ops/activations.js';
import { avgPool2d, type PoolOptions } from '../ops/pooling.js';
import type { Pair } from '../ops/window.js';

export class Activation extends Module {
  readonly #config: z.input<typeof actCfgSchema>;

  constructor(config: z.input<typeof actCfgSchema> = { type: 'ReLU' }) {
    super();
    this.#config = config;
  }

  forward<T extends Tensor>(x: T): T {
    return activate(x, this.#config);
  }
}

export class AvgPool2d extends Module {
  constructor(
    readonly kernel: Pair,
    readonly options: Omit<PoolOptions, 'padding'> = {},
  ) {
    super();
  }

  /** @param x `[B, H, W, C]`. */
  forward(x: Tensor4D): Tensor4D {
    return avgPool2d(x, this.kernel, this.options);
  }
}
