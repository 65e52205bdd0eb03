/** @module Two linear layers per position, with the names of the official implementation. */
import { type Tensor4D, tidy } from '../../../engine/index.js';
import { type ActCfg, activate, Dropout, Linear, Module } from '../../../nn/index.js';

/** A layer that keeps the shape of a map. */
export interface MapLayer extends Module {
  /** @param x `[B, H, W, C]`. @returns `[B, H, W, C]`. */
  forward(x: Tensor4D): Tensor4D;
}

export interface MlpOptions {
  readonly channels: number;
  readonly hiddenChannels: number;
  readonly actCfg: ActCfg;
  readonly dropRate: number;
}

/** The official `Mlp`. */
export class Mlp extends Module implements MapLayer {
  readonly #into: Linear;
  readonly #outOf: Linear;
  readonly #dropout: Dropout;
  readonly #actCfg: ActCfg;

  constructor({ channels, hiddenChannels, actCfg, dropRate }: MlpOptions) {
    super();
    this.#actCfg = actCfg;
    this.#into = this.child('fc1', new Linear(channels, hiddenChannels));
    this.#outOf = this.child('fc2', new Linear(hiddenChannels, channels));
    this.#dropout = this.child('drop', new Dropout(dropRate));
  }

  forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const hidden = activate(this.#into.forward(x), this.#actCfg);
      return this.#dropout.forward(this.#outOf.forward(this.#dropout.forward(hidden)));
    });
  }
}
