/** @module The datasets that read files, inside wrappers that concatenate, repeat or mix them. */
import type { DetectionDataset } from './detection-dataset.js';
import { PipelineDataset } from './pipeline-dataset.js';

export function* datasetsPerFile(dataset: DetectionDataset): Generator<PipelineDataset> {
  if (dataset instanceof PipelineDataset) yield dataset;
  for (const inner of dataset.inner ?? []) yield* datasetsPerFile(inner);
}
