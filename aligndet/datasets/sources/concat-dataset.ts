/** @module Concatenated datasets. */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource, slot } from '../../core/index.js';
import type { AnnotationInfo } from '../sample.js';
import { movedClass } from './class-order.js';
import type { DetectionDataset } from './detection-dataset.js';

export class ConcatDataset implements DetectionDataset {
  readonly flag: Uint8Array;
  /** `ends[i]` is the end index of dataset i. */
  readonly ends: readonly number[];

  constructor(
    readonly datasets: readonly DetectionDataset[],
    /** Whether each dataset is evaluated separately. */
    readonly separateEval: boolean,
  ) {
    requireOneOrder(datasets);
    this.flag = Uint8Array.from(datasets.flatMap(({ flag }) => [...flag]));
    let end = 0;
    this.ends = datasets.map(({ length }) => (end += length));
  }

  get length(): number {
    return this.ends[this.ends.length - 1];
  }

  get classes(): readonly string[] {
    return this.datasets[0].classes;
  }

  get notes(): readonly string[] {
    return this.datasets.flatMap(({ notes }) => notes ?? []);
  }

  get inner(): readonly DetectionDataset[] {
    return this.datasets;
  }

  get(index: number, random: RandomSource) {
    const [dataset, at] = this.locate(index);
    return dataset.get(at, random);
  }

  annotationsOf(index: number): AnnotationInfo {
    const [dataset, at] = this.locate(index);
    return part(dataset.annotationsOf?.(at), 'annotations');
  }

  categoriesOf(index: number): number[] {
    const [dataset, at] = this.locate(index);
    return part(dataset.categoriesOf?.(at), 'categories');
  }

  /** The dataset that contains item `index`, and its index there. Negative indices count from the end. */
  locate(index: number): [dataset: DetectionDataset, index: number] {
    const at = index < 0 ? this.length + index : index;
    const which = this.ends.findIndex((end) => at >= 0 && at < end);
    if (which < 0)
      throw new DataError(`Index ${index} is out of range for a dataset with ${this.length} items.`);
    return [this.datasets[which], at - (which === 0 ? 0 : this.ends[which - 1])];
  }
}

/** A single dataset is returned unchanged. */
export function concatDatasets(
  datasets: readonly DetectionDataset[],
  separateEval: boolean,
): DetectionDataset {
  return datasets.length === 1 ? datasets[0] : new ConcatDataset(datasets, separateEval);
}

export const concatDataset = defineComponent({
  type: 'ConcatDataset',
  schema: z.strictObject({
    /** The datasets, of the same classes. */
    datasets: z.array(slot('dataset')).min(1),
    /** Whether each is evaluated separately. */
    separate_eval: z.boolean().default(true),
  }),
  build: ({ datasets, separate_eval: separateEval }, builder) =>
    new ConcatDataset(
      datasets.map((config) => builder.build('dataset', config)),
      separateEval,
    ),
});

/** Labels are indices in each dataset's list, and the detector shares them. */
function requireOneOrder(datasets: readonly DetectionDataset[]): void {
  const [{ classes: first }, ...others] = datasets;
  for (const { classes } of others) {
    const moved = movedClass(first, classes);
    if (moved === undefined) continue;
    throw new DataError(
      `ConcatDataset: "${moved}" is class ${first.indexOf(moved)} of its first dataset (${first.join(', ')}), but class ` +
        `${classes.indexOf(moved)} of another (${classes.join(', ')}). Set the same list of classes in all datasets.`,
    );
  }
}

function part<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new DataError(`A dataset in ConcatDataset has no ${what}.`);
  return value;
}
