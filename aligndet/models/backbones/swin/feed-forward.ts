/** @module Two linear layers for every place of a map alike, under the names of either implementation. */
import { type Tensor4D, tidy } from '../../../engine/index.js';
import {
  type ActCfg,
  Activation,
  activate,
  Dropout,
  type Layer,
  Linear,
  Module,
  Sequential,
} from '../../../nn/index.js';

/** A layer that keeps the shape of a map. */
export interface MapLayer extends Module {
  /** @param x `[B, H, W, C]`. @returns `[B, H, W, C]`. */
  forward(x: Tensor4D): Tensor4D;
}

export interface FeedForwardOptions {
  readonly channels: number;
  readonly hiddenChannels: number;
  readonly actCfg: ActCfg;
  readonly dropRate: number;
}

/** mmcv's `FFN`. */
export class FeedForward extends Module implements MapLayer {
  readonly #layers: Sequential;

  constructor({ channels, hiddenChannels, actCfg, dropRate }: FeedForwardOptions) {
    super();
    const into = [new Linear(channels, hiddenChannels), new Activation(actCfg), new Dropout(dropRate)];
    const outOf = [new Linear(hiddenChannels, channels), new Dropout(dropRate)];
    this.#layers = this.child(
      'layers',
      new Sequential([new Sequential(into as Layer[]), ...(outOf as Layer[])]),
    );
  }

  forward(x: Tensor4D): Tensor4D {
    return this.#layers.forward(x);
  }
}

/** The official `Mlp`. */
export class Mlp extends Module implements MapLayer {
  readonly #into: Linear;
  readonly #outOf: Linear;
  readonly #dropout: Dropout;
  readonly #actCfg: ActCfg;

  constructor({ channels, hiddenChannels, actCfg, dropRate }: FeedForwardOptions) {
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
