/**
 * @module Images with rare classes come more often: repeat factor sampling of LVIS,
 * https://arxiv.org/abs/1908.03195, appendix.
 */
import { z } from 'zod';
import { DataError, defineComponent, slot } from '../../core/index.js';
import type { DetectionDataset } from './detection-dataset.js';
import { pickItems } from './repeat-dataset.js';

export const classBalancedDataset = defineComponent({
  type: 'ClassBalancedDataset',
  schema: z.strictObject({
    /** What is balanced. */
    dataset: slot('dataset'),
    /** Classes in a smaller share of the images than this come more often. */
    oversample_thr: z.number().positive(),
    /** Whether images without boxes stay single; otherwise they count as a class of their own. */
    filter_empty_gt: z.boolean().default(true),
  }),
  build: ({ dataset: config, oversample_thr: threshold, filter_empty_gt: filtersEmpty }, builder) => {
    const dataset: DetectionDataset = builder.build('dataset', config);
    return pickItems(dataset, repeatIndices(repeatFactors(dataset, threshold, filtersEmpty)));
  },
});

/** Each index as often as its factor says, rounded up. */
export function repeatIndices(factors: readonly number[]): number[] {
  return factors.flatMap((factor, i) => Array<number>(Math.ceil(factor)).fill(i));
}

/** How often each image should come: the most that one of its classes asks for, sqrt(threshold / frequency). */
export function repeatFactors(
  dataset: Pick<DetectionDataset, 'length' | 'classes' | 'categoriesOf'>,
  threshold: number,
  filtersEmpty: boolean,
): number[] {
  if (dataset.categoriesOf === undefined) {
    throw new DataError('ClassBalancedDataset needs a dataset that knows the categories of its items.');
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
