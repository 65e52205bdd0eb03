/** @module The base class of detectors: they and their layers draw random numbers from one source during training. */
import { Random, type RandomSource } from '../core/index.js';
import { Module } from '../nn/index.js';

export abstract class DrawingModule extends Module {
  #random: RandomSource = new Random(0);

  /** Random generator of samplers and dropout. */
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
