/** @module Datasets one after the other. */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource, slot } from '../../core/index.js';
import type { AnnotationInfo } from '../sample.js';
import { movedClass } from './class-order.js';
import type { DetectionDataset } from './detection-dataset.js';

export class ConcatDataset implements DetectionDataset {
  readonly flag: Uint8Array;
  /** `ends[i]` is where dataset i ends. */
  readonly ends: readonly number[];

  constructor(
    readonly datasets: readonly DetectionDataset[],
    /** Whether each dataset is evaluated by itself. */
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

  /** The dataset that holds item `index`, and its place there. Negative indices count from the end. */
  locate(index: number): [dataset: DetectionDataset, index: number] {
    const at = index < 0 ? this.length + index : index;
    const which = this.ends.findIndex((end) => at >= 0 && at < end);
    if (which < 0) throw new DataError(`Item ${index} of a dataset with ${this.length} items.`);
    return [this.datasets[which], at - (which === 0 ? 0 : this.ends[which - 1])];
  }
}

/** One dataset stays itself. */
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
    /** Whether each is evaluated by itself. */
    separate_eval: z.boolean().default(true),
  }),
  build: ({ datasets, separate_eval: separateEval }, builder) =>
    new ConcatDataset(
      datasets.map((config) => builder.build('dataset', config)),
      separateEval,
    ),
});

/** Labels are positions in each dataset's own list, and one detector reads them all. */
function requireOneOrder(datasets: readonly DetectionDataset[]): void {
  const [{ classes: first }, ...others] = datasets;
  for (const { classes } of others) {
    const moved = movedClass(first, classes);
    if (moved === undefined) continue;
    throw new DataError(
      `ConcatDataset: "${moved}" is class ${first.indexOf(moved)} of its first dataset (${first.join(', ')}), but class ` +
        `${classes.indexOf(moved)} of another (${classes.join(', ')}). Give all the same list of classes.`,
    );
  }
}

function part<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new DataError(`A part of ConcatDataset has no ${what}.`);
  return value;
}
