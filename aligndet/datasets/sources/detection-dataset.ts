/** @module The contract of datasets in this folder, which adds annotations for samplers and wrappers. */
import type { Logger, RandomSource } from '../../core/index.js';
import type { Dataset, Detections } from '../../structures/index.js';
import type { AnnotationInfo, PipelineSample } from '../sample.js';

/** Options of a metric, as `evaluation` in a config has them. */
export type MetricOptions = Readonly<Record<string, unknown>>;

export interface DatasetMetric {
  /** What `metric` may hold; the first is evaluated when the config names none. */
  readonly names: readonly string[];
  /** @throws {ConfigError} with every option below `path` that the metric does not take. */
  check(options: MetricOptions, path: string): void;
  /** Names of what an evaluation gives. */
  keys(options: MetricOptions): Promise<string[]>;
  /** @param results `results[i]` of image i. @returns values by name. */
  evaluate(
    results: readonly Detections[],
    options: MetricOptions,
    logger: Logger,
  ): Promise<Record<string, number | string>>;
}

export interface DetectionDataset extends Dataset {
  get(index: number, random: RandomSource): Promise<PipelineSample | PipelineSample[]>;
  /** Annotations of item `index`, by the dataset's rules. Absent where there are none. */
  annotationsOf?(index: number): AnnotationInfo;
  /** Categories that occur in item `index`. Absent where there are none. */
  categoriesOf?(index: number): number[];
  /** Messages on the data, for the log. */
  readonly notes?: readonly string[];
  /** Metric of the dataset, instead of the one for its annotation format. */
  readonly metric?: DatasetMetric;
  /** The datasets that this one wraps. */
  readonly inner?: readonly DetectionDataset[];
}
