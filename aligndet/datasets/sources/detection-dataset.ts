/** @module What datasets of this folder offer beside the shared contract: annotations, for samplers and wrappers. */
import type { RandomSource } from '../../core/index.js';
import type { Dataset } from '../../structures/index.js';
import type { AnnotationInfo, PipelineSample } from '../sample.js';

export interface DetectionDataset extends Dataset {
  get(index: number, random: RandomSource): Promise<PipelineSample | PipelineSample[]>;
  /** Annotations of item `index`, by the dataset's rules. Absent where items have none. */
  annotationsOf?(index: number): AnnotationInfo;
  /** Categories that occur in item `index`. Absent where items have none. */
  categoriesOf?(index: number): number[];
  /** What people should know of the data, for the log. */
  readonly notes?: readonly string[];
  /** The datasets that this one takes its items from. */
  readonly inner?: readonly DetectionDataset[];
}
