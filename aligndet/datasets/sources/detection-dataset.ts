/** @module The contract of datasets in this folder, which adds annotations for samplers and wrappers. */
import type { RandomSource } from '../../core/index.js';
import type { Dataset } from '../../structures/index.js';
import type { AnnotationInfo, PipelineSample } from '../sample.js';

export interface DetectionDataset extends Dataset {
  get(index: number, random: RandomSource): Promise<PipelineSample | PipelineSample[]>;
  /** Annotations of item `index`, by the dataset's rules. Absent where there are none. */
  annotationsOf?(index: number): AnnotationInfo;
  /** Categories that occur in item `index`. Absent where there are none. */
  categoriesOf?(index: number): number[];
  /** Messages on the data, for the log. */
  readonly notes?: readonly string[];
  /** The datasets that this one wraps. */
  readonly inner?: readonly DetectionDataset[];
}
