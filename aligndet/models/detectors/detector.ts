/** @module The type of the detectors in this folder: a {@link DetectionModel} with weights. */
import type { RandomSource } from '../../core/index.js';
import type { Module } from '../../nn/index.js';
import type { DetectionModel } from '../../structures/index.js';

export interface TrainableDetector extends Module, DetectionModel {
  /**
   * Random generator of samplers and dropout. A `Random` unless replaced; its state belongs in a checkpoint, so that a
   * resumed run draws the same numbers.
   */
  random: RandomSource;
}

declare module '../../core/registry.js' {
  interface Slots {
    detector: TrainableDetector;
  }
}
