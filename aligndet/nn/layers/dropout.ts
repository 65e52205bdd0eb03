/**
 * @module Layers that leave values out at random while training, and make up for it in the rest: dropout,
 * https://arxiv.org/abs/1207.0580, and stochastic depth, https://arxiv.org/abs/1603.09382. In evaluation they do nothing.
 */
import { Random, type RandomSource } from '../../core/index.js';
import { type Tensor, tensor, tidy, uniformDraws } from '../../engine/index.js';
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
  factors(shape: readonly number[]): Tensor | undefined {
    if (!this.training || this.rate === 0) return undefined;
    const kept = this.rate === 1 ? 0 : 1 / (1 - this.rate);
    return tidy(() => this.draw(shape, this.#random).greaterEqual(this.rate).toFloat().mul(kept));
  }

  forward<T extends Tensor>(x: T): T {
    return tidy(() => {
      const factors = this.factors(x.shape);
      return (factors === undefined ? x.clone() : x.mul(factors)) as T;
    });
  }

  /** Uniform in [0, 1), for a tensor of that shape; one number for values that share their fate. */
  protected abstract draw(shape: readonly number[], random: RandomSource): Tensor;
}

/** Each value on its own. Attention has many millions of them: the source gives a seed, and the engine draws. */
export class Dropout extends RandomLayer {
  protected override draw(shape: readonly number[], random: RandomSource): Tensor {
    const word = () => Math.floor(random.torchRandom() * 2 ** 24); // all that a draw tells
    return uniformDraws(shape, [word(), word()]);
  }
}

/** Everything of an image, so that the path around the layer is all that is left of it. */
export class DropPath extends RandomLayer {
  protected override draw([images, ...rest]: readonly number[], random: RandomSource): Tensor {
    const draws = Float32Array.from({ length: images }, () => random.torchRandom());
    return tensor(draws, [images, ...rest.map(() => 1)]);
  }
}
