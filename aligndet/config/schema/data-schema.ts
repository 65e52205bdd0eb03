/** @module `data` of a run: the datasets and their loaders. */
import { z } from 'zod';
import { slot } from '../../core/index.js';

const perGpu = {
  /** Batch size of one process, in images. */
  samples_per_gpu: z.number().int().positive().optional(),
  /** Worker threads that load images, per process; 0 loads in the main thread. */
  workers_per_gpu: z.number().int().nonnegative().optional(),
};

const loader = {
  ...perGpu,
  /** Shuffle the images each epoch. */
  shuffle: z.boolean().optional(),
  /** Keep workers from epoch to epoch. */
  persistent_workers: z.boolean().optional(),
  /** Load into page-locked memory; without effect. */
  pin_memory: z.boolean().optional(),
  /** Leave out the last, smaller batch. */
  drop_last: z.boolean().optional(),
  /** Custom sampler for the order of the images. */
  sampler: z.looseObject({ type: z.string() }).optional(),
  /** Batches that a worker prefetches. */
  prefetch_factor: z.number().int().positive().optional(),
};

/** A dataset, or several in a row. */
const dataset = slot('dataset', { list: 'ConcatDataset' });

/** Test sets may set their own batch size. */
const testDataset = slot('dataset', {
  list: 'ConcatDataset',
  own: z.strictObject({
    /** Batch size of one process for this set, in images. */
    samples_per_gpu: z.number().int().positive().optional(),
  }),
});

export const dataSchema = z.strictObject({
  ...loader,
  /** Dataset for training. */
  train: dataset.optional(),
  /** Dataset for evaluation during training. */
  val: testDataset.optional(),
  /** Dataset for `aligndet test`. */
  test: testDataset.optional(),
  /** Loader settings for training only. */
  train_dataloader: z.strictObject(loader).optional(),
  /** Loader settings for validation only. */
  val_dataloader: z.strictObject(loader).optional(),
  /** Loader settings for testing only. */
  test_dataloader: z.strictObject(loader).optional(),
});
