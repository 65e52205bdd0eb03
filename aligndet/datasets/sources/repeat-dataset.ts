/** @module Repeats a dataset, so that an epoch of few images is not too short. */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import type { DetectionDataset } from './detection-dataset.js';

export const repeatDataset = defineComponent({
  type: 'RepeatDataset',
  schema: z.strictObject({
    /** Dataset to repeat. */
    dataset: slot('dataset'),
    /** Number of repetitions. */
    times: z.int().positive(),
  }),
  build: ({ dataset, times }, builder) => repeat(builder.build('dataset', dataset), times),
});

export function repeat(dataset: DetectionDataset, times: number): DetectionDataset {
  const indices = Array.from({ length: dataset.length * times }, (_, i) => i % dataset.length);
  return pickItems(dataset, indices);
}

/** A subset of a dataset: items `indices`, in that order. */
export function pickItems(dataset: DetectionDataset, indices: readonly number[]): DetectionDataset {
  return {
    length: indices.length,
    classes: dataset.classes,
    flag: Uint8Array.from(indices, (i) => dataset.flag[i]),
    notes: dataset.notes,
    inner: [dataset],
    get: (index, random) => dataset.get(indices[index], random),
    ...(dataset.annotationsOf && { annotationsOf: (index) => dataset.annotationsOf!(indices[index]) }),
    ...(dataset.categoriesOf && { categoriesOf: (index) => dataset.categoriesOf!(indices[index]) }),
  };
}
