/** @module The base of detectors: they draw random numbers while training, as do layers below, from one source. */
import { Random, type RandomSource } from '../core/index.js';
import { Module } from '../nn/index.js';

export abstract class DrawingModule extends Module {
  #random: RandomSource = new Random(0);

  /** What samplers and, below, dropout draw from. */
  get random(): RandomSource {
    return this.#random;
  }

  set random(random: RandomSource) {
    this.#random = random;
    this.drawFrom(random);
  }

  protected override child<M extends Module>(name: string, module: M): M {
    module.drawFrom(this.#random);
    return super.child(name, module);
  }
}
