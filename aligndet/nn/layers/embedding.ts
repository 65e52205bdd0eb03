/** @module A learned vector per index. */
import type { RandomSource } from '../../core/index.js';
import { normalValues } from '../init/draws.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';

export class Embedding extends Module {
  /** `[rows, channels]`. */
  readonly weight: Parameter;

  constructor(numRows: number, channels: number) {
    super();
    this.weight = this.parameter('weight', new Parameter([numRows, channels]));
  }

  override get kinds(): readonly string[] {
    return ['Embedding'];
  }

  override resetParameters(random: RandomSource): void {
    this.weight.assign(normalValues(this.weight.size, 0, 1, random));
  }
}
