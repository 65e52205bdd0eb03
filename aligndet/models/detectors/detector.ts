/** @module What a detector of this folder is: a {@link DetectionModel} with weights. */
import type { RandomSource } from '../../core/index.js';
import type { Module } from '../../nn/index.js';
import type { DetectionModel } from '../../structures/index.js';

export interface TrainableDetector extends Module, DetectionModel {
  /**
   * What samplers and dropout draw from. A `Random` unless it was replaced; its state belongs into a checkpoint, for a resumed run
   * to draw what an unbroken one does.
   */
  random: RandomSource;
}

declare module '../../core/registry.js' {
  interface Slots {
    detector: TrainableDetector;
  }
}
