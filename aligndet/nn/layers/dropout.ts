/**
 * @module Layers that drop values at random in training, and scale the rest: dropout, https://arxiv.org/abs/1207.0580,
 * and stochastic depth, https://arxiv.org/abs/1603.09382. In evaluation they are the identity.
 */
import { Random, type RandomSource } from '../../core/index.js';
import { type Tensor, tensor, tidy, uniformDraws } from '../../engine/index.js';
import { Module } from '../module.js';

abstract class RandomLayer extends Module {
  #random: RandomSource = new Random(0);

  /** @param rate probability of dropping. */
  constructor(readonly rate: number) {
    super();
  }

  override drawFrom(random: RandomSource): void {
    this.#random = random;
  }

  /** The mask factor of a tensor with that shape, or `undefined` if nothing is dropped. */
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

  /** Uniform in [0, 1), for a tensor of that shape; one value for elements that are dropped together. */
  protected abstract draw(shape: readonly number[], random: RandomSource): Tensor;
}

/** Elements are independent. Attention has many millions of them: the source provides a seed, and the engine draws. */
export class Dropout extends RandomLayer {
  protected override draw(shape: readonly number[], random: RandomSource): Tensor {
    const word = () => Math.floor(random.torchRandom() * 2 ** 24); // the state of a draw
    return uniformDraws(shape, [word(), word()]);
  }
}

/** Drops a whole image, so that only the residual connection remains. */
export class DropPath extends RandomLayer {
  protected override draw([images, ...rest]: readonly number[], random: RandomSource): Tensor {
    const draws = Float32Array.from({ length: images }, () => random.torchRandom());
    return tensor(draws, [images, ...rest.map(() => 1)]);
  }
}
