/**
 * @module Oversamples images with rare classes: repeat factor sampling of LVIS,
 * https://arxiv.org/abs/1908.03195, appendix.
 */
import { z } from 'zod';
import { DataError, defineComponent, slot } from '../../core/index.js';
import type { DetectionDataset } from './detection-dataset.js';
import { pickItems } from './repeat-dataset.js';

export const classBalancedDataset = defineComponent({
  type: 'ClassBalancedDataset',
  schema: z.strictObject({
    /** Dataset to balance. */
    dataset: slot('dataset'),
    /** Classes in a smaller fraction of the images than this are oversampled. */
    oversample_thr: z.number().positive(),
    /** Whether images without boxes are not repeated; otherwise they count as a class. */
    filter_empty_gt: z.boolean().default(true),
  }),
  build: ({ dataset: config, oversample_thr: threshold, filter_empty_gt: filtersEmpty }, builder) => {
    const dataset: DetectionDataset = builder.build('dataset', config);
    return pickItems(dataset, repeatIndices(repeatFactors(dataset, threshold, filtersEmpty)));
  },
});

/** Repeats each index by its factor, rounded up. */
export function repeatIndices(factors: readonly number[]): number[] {
  return factors.flatMap((factor, i) => Array<number>(Math.ceil(factor)).fill(i));
}

/** Repeat factor of each image: the max of sqrt(threshold / frequency) over its classes. */
export function repeatFactors(
  dataset: Pick<DetectionDataset, 'length' | 'classes' | 'categoriesOf'>,
  threshold: number,
  filtersEmpty: boolean,
): number[] {
  if (dataset.categoriesOf === undefined) {
    throw new DataError('ClassBalancedDataset needs a dataset with annotated categories.');
  }
  const background = dataset.classes.length;
  const categories = Array.from({ length: dataset.length }, (_, i) => {
    const found = new Set(dataset.categoriesOf!(i));
    return found.size === 0 && !filtersEmpty ? new Set([background]) : found;
  });
  const counts = new Map<number, number>();
  for (const found of categories) for (const id of found) counts.set(id, (counts.get(id) ?? 0) + 1);
  const factorOf = (id: number): number =>
    Math.max(1, Math.sqrt(threshold / (counts.get(id)! / dataset.length)));
  return categories.map((found) => (found.size === 0 ? 1 : Math.max(...[...found].map(factorOf))));
}
