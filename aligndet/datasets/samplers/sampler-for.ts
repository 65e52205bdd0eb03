/** @module Chooses the sampler of a run by the rules of mmdetection's `build_dataloader`. */
import type { Dataset } from '../../structures/index.js';
import type { BatchSampler, Shard } from './batch-sampler.js';
import { distributedGroupSampler } from './distributed-group-sampler.js';
import { distributedSampler } from './distributed-sampler.js';
import { groupSampler } from './group-sampler.js';
import { infiniteBatchSampler, infiniteGroupBatchSampler } from './infinite-sampler.js';

export interface SamplerChoice {
  readonly batchSize: number;
  /** The same in all processes. */
  readonly seed: number;
  readonly shard: Shard;
  readonly shuffles: boolean;
  /** Whether the run counts iterations instead of epochs. */
  readonly byIteration: boolean;
}

export function samplerFor(dataset: Dataset, choice: SamplerChoice): BatchSampler {
  const { batchSize, seed, shard, shuffles } = choice;
  if (choice.byIteration) {
    return shuffles
      ? infiniteGroupBatchSampler(dataset.flag, batchSize, seed, shard)
      : infiniteBatchSampler(dataset.length, batchSize, false, seed, shard);
  }
  if (!shuffles) return distributedSampler(dataset.length, batchSize, false, seed, shard);
  return shard.worldSize === 1
    ? groupSampler(dataset.flag, batchSize, seed)
    : distributedGroupSampler(dataset.flag, batchSize, seed, shard);
}
