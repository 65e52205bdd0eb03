/** @module Runs a detector on a whole dataset. */
import { ConfigError, type Progress } from '../core/index.js';
import type { Batch, Detections, TrainingBatch } from '../structures/index.js';
import type { TrainableModel } from './train-step.js';

/** Every image of a dataset, in order. */
export interface EvaluationSource {
  /** Number of images. */
  readonly length: number;
  /** A batch, or several views of one image, whose detections are merged. */
  batches(): AsyncIterable<TrainingBatch>;
}

/**
 * Element i contains the detections of image i, in pixels of the original images. Leaves the model in evaluation mode.
 */
export async function detectAll(
  model: TrainableModel,
  source: EvaluationSource,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Detections[]> {
  model.eval();
  const results: Detections[] = [];
  const task = progress.start('Detecting', source.length, 'images');
  try {
    for await (const batch of source.batches()) {
      signal?.throwIfAborted();
      results.push(...detectIn(model, batch));
      task.update(results.length);
    }
  } finally {
    task.finish();
  }
  return results;
}

/**
 * Detections of each image of a batch, in pixels of the original images. The model is in evaluation mode.
 *
 * @throws {ConfigError} for views that cannot be merged.
 */
export function detectIn(model: TrainableModel, batch: TrainingBatch): Detections[] {
  const views = (Array.isArray(batch) ? batch : [batch]) as readonly Batch[];
  if (views.length === 1) return model.detect(views[0], { rescale: true });
  const what = `The test pipeline creates ${views.length} views of an image`;
  if (model.detectInViews === undefined) {
    throw new ConfigError(
      `${what}, but this detector cannot merge detections of several views. Set MultiScaleFlipAug to one img_scale and flip: ` +
        'false.',
    );
  }
  if (views[0].img_metas.length > 1) {
    throw new ConfigError(
      `${what}, which are merged one image at a time: set samples_per_gpu of data.val and data.test to 1.`,
    );
  }
  return [model.detectInViews(views, { rescale: true })];
}
