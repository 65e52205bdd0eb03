/**
 * @module Layers that leave values out at random while training, and make up for it in the rest: dropout,
 * https://arxiv.org/abs/1207.0580, and stochastic depth, https://arxiv.org/abs/1603.09382. In evaluation they do nothing.
 */
import { Random, type RandomSource } from '../../core/index.js';
import { type Tensor, tensor, tidy } from '../../engine/index.js';
import { Module } from '../module.js';

abstract class RandomLayer extends Module {
  #random: RandomSource = new Random(0);

  /** @param rate share that is left out. */
  constructor(readonly rate: number) {
    super();
  }

  override drawFrom(random: RandomSource): void {
    this.#random = random;
  }

  /** What a tensor of that shape is multiplied with, or nothing when all is kept. */
  factors(whole: readonly number[]): Tensor | undefined {
    if (!this.training || this.rate === 0) return undefined;
    const shape = this.independent(whole);
    const size = shape.reduce((product, side) => product * side, 1);
    const kept = 1 / (1 - this.rate);
    const drawn = new Float32Array(size).map(() => (this.#random.torchRandom() < this.rate ? 0 : kept));
    return tensor(drawn, shape);
  }

  forward<T extends Tensor>(x: T): T {
    return tidy(() => {
      const factors = this.factors(x.shape);
      return (factors === undefined ? x.clone() : x.mul(factors)) as T;
    });
  }

  /** Shape of the draws; 1 along the axes that share one. */
  protected abstract independent(shape: readonly number[]): number[];
}

/** Each value on its own. */
export class Dropout extends RandomLayer {
  protected override independent(shape: readonly number[]): number[] {
    return [...shape];
  }
}

/** Everything of an image, so that the path around the layer is all that is left of it. */
export class DropPath extends RandomLayer {
  protected override independent(shape: readonly number[]): number[] {
    return shape.map((side, axis) => (axis === 0 ? side : 1));
  }
}
