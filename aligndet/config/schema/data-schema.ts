/** @module `data` of a run: the datasets, and how batches are made of them. */
import { z } from 'zod';
import { slot } from '../../core/index.js';

const perGpu = {
  /** Images of one process in a batch. */
  samples_per_gpu: z.number().int().positive().optional(),
  /** Threads that load images, for each process; 0 loads in the main thread. */
  workers_per_gpu: z.number().int().nonnegative().optional(),
};

const loader = {
  ...perGpu,
  /** Images in another order each epoch. */
  shuffle: z.boolean().optional(),
  /** Keep workers from epoch to epoch. */
  persistent_workers: z.boolean().optional(),
  /** Load into page-locked memory; without effect on CPUs. */
  pin_memory: z.boolean().optional(),
  /** Leave out the last, smaller batch. */
  drop_last: z.boolean().optional(),
  /** Order of the images by a sampler of one's own. */
  sampler: z.looseObject({ type: z.string() }).optional(),
  /** Batches that a worker loads ahead. */
  prefetch_factor: z.number().int().positive().optional(),
};

/** A dataset, or several in a row. */
const dataset = slot('dataset', { list: 'ConcatDataset' });

/** Test sets may carry the size of their batches. */
const testDataset = slot('dataset', {
  list: 'ConcatDataset',
  own: z.strictObject({
    /** Images of one process in a batch of this set. */
    samples_per_gpu: z.number().int().positive().optional(),
  }),
});

export const dataSchema = z.strictObject({
  ...loader,
  /** What is trained on. */
  train: dataset.optional(),
  /** What is evaluated during training. */
  val: testDataset.optional(),
  /** What `aligndet test` evaluates. */
  test: testDataset.optional(),
  /** Settings for training only. */
  train_dataloader: z.strictObject(loader).optional(),
  /** Settings for validation only. */
  val_dataloader: z.strictObject(loader).optional(),
  /** Settings for testing only. */
  test_dataloader: z.strictObject(loader).optional(),
});
