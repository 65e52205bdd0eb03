/** @module The data of a run: datasets and loaders from `data` of a config. */
import type { Builder, ComponentConfig } from '../core/index.js';
import { Loader, SINGLE, samplerFor } from '../datasets/index.js';
import { extensionsOf } from '../extensions/index.js';
import type { Dataset } from '../structures/index.js';
import { withoutTestKeys } from './check-config.js';

export interface DataConfig {
  samples_per_gpu?: number;
  workers_per_gpu?: number;
  train: ComponentConfig;
  val?: ComponentConfig & { samples_per_gpu?: number };
  test?: ComponentConfig & { samples_per_gpu?: number };
  train_dataloader?: { samples_per_gpu?: number; workers_per_gpu?: number };
  val_dataloader?: { samples_per_gpu?: number; workers_per_gpu?: number };
  test_dataloader?: { samples_per_gpu?: number; workers_per_gpu?: number };
}

export interface LoadedData {
  readonly dataset: Dataset;
  readonly loader: Loader;
}

/** Shuffled batches for training. */
export function trainingData(
  data: DataConfig,
  builder: Builder,
  seed: number,
  byIteration: boolean,
): LoadedData {
  const dataset = builder.build('dataset', data.train, 'data.train');
  const { samples_per_gpu: batchSize = 2, workers_per_gpu: numWorkers = 2 } = {
    ...data,
    ...data.train_dataloader,
  };
  const sampler = samplerFor(dataset, { batchSize, seed, shard: SINGLE, shuffles: true, byIteration });
  const extensions = extensionsOf(builder);
  return {
    dataset,
    loader: new Loader({ dataset, config: data.train, sampler, seed, numWorkers, extensions }),
  };
}

/** Images per training batch. */
export function batchSizeOf({ samples_per_gpu: own, train_dataloader: loader }: DataConfig): number {
  return loader?.samples_per_gpu ?? own ?? 2;
}

/** Every image of `data.val` or `data.test` once, in order. */
export function evaluationData(
  data: DataConfig,
  part: 'val' | 'test',
  builder: Builder,
): LoadedData & { config: ComponentConfig } {
  const given = data[part] ?? data.val ?? data.test;
  const config = { ...(withoutTestKeys(given, part) as ComponentConfig), test_mode: true };
  const dataset = builder.build('dataset', config, `data.${part}`);
  const overrides = data[`${part}_dataloader`];
  const batchSize = overrides?.samples_per_gpu ?? given?.samples_per_gpu ?? 1;
  const numWorkers = overrides?.workers_per_gpu ?? data.workers_per_gpu ?? 2;
  const sampler = samplerFor(dataset, {
    batchSize,
    seed: 0,
    shard: SINGLE,
    shuffles: false,
    byIteration: false,
  });
  const extensions = extensionsOf(builder);
  return {
    dataset,
    config,
    loader: new Loader({ dataset, config, sampler, seed: 0, numWorkers, extensions }),
  };
}
