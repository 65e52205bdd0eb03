/** @module Compares detections with the annotations of a dataset, by mmdetection's metrics for that kind of dataset. */
import { DataError, type Logger } from '../core/index.js';
import { type CocoSource, FLAG_CROWD, PipelineDataset, segmentationAt } from '../datasets/index.js';
import { type CocoMetricOptions, type CocoTruth, cocoMetrics, type Metrics } from '../evaluation/index.js';
import type { Dataset, Detections } from '../structures/index.js';

/** Annotations of a dataset that was read from COCO files; `undefined` for other kinds. */
export function cocoTruthOf(dataset: Dataset): CocoTruth | undefined {
  if (!(dataset instanceof PipelineDataset) || !('index' in dataset.source)) return undefined;
  const { index, imgIds, catIds } = dataset.source as CocoSource;
  const byId = new Map(index.categories.map((category) => [category.id, category]));
  return {
    columns: {
      ...index,
      isCrowd: (n) => (index.flags[n] & FLAG_CROWD) !== 0,
      segmentation: (n) => segmentationAt(index.segmentations, n),
    },
    imageIds: imgIds,
    categories: catIds.map((id) => byId.get(id) as { id: number; name: string }),
  };
}

/** @throws {DataError} for datasets that have no metric. */
export async function evaluateDataset(
  dataset: Dataset,
  results: readonly Detections[],
  options: Record<string, unknown>,
  logger: Logger,
): Promise<Metrics> {
  const truth = cocoTruthOf(dataset);
  if (truth === undefined) {
    throw new DataError('This dataset cannot be evaluated: give data.val a CocoDataset with annotations.');
  }
  return cocoMetrics(truth, results, options as CocoMetricOptions, logger);
}
