/** @module Runs a detector over a whole dataset. */
import type { Progress } from '../core/index.js';
import type { Batch, Detections } from '../structures/index.js';
import type { TrainableModel } from './train-step.js';

/** Every image of a dataset, in its order. */
export interface EvaluationSource {
  /** Number of images. */
  readonly length: number;
  batches(): AsyncIterable<Batch>;
}

/** Detections of image i at place i, in pixels of the original images. Leaves the model in evaluation mode. */
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
      results.push(...model.detect(batch, { rescale: true }));
      task.update(results.length);
    }
  } finally {
    task.finish();
  }
  return results;
}
