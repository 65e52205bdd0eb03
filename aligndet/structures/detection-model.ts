/** @module The contract of detection models, for training and evaluation. */
import type { Tensor } from '../engine/index.js';
import type { Batch, TrainingBatch } from './batch.js';
import type { Detections } from './detections.js';

/**
 * Named losses and metrics of one step. Entries whose name contains `loss` are summed into the total: a tensor counts as
 * its mean, a list as the sum of its means. Others (`acc`) are only logged.
 */
export type Losses = Record<string, Tensor | Tensor[]>;

export interface DetectOptions {
  /** Return boxes and masks in pixels of the original image. */
  readonly rescale: boolean;
}

export interface DetectionModel {
  /** Losses of one batch, on the gradient tape. */
  loss(batch: TrainingBatch): Losses;
  /** Detections per image, in evaluation mode. */
  detect(batch: Batch, options: DetectOptions): Detections[];
  /**
   * Detections of one image from several views (test-time augmentation); each batch is one view.
   * Absent where a detector does not support it.
   */
  detectInViews?(views: readonly Batch[], options: DetectOptions): Detections;
}
