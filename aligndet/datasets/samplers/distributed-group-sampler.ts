/**
 * @module Shuffled batches of images of one aspect ratio group, divided among processes: mmdetection's
 * `DistributedGroupSampler`.
 */
import { Random, type RandomSource } from '../../core/index.js';
import { type BatchSampler, chunks, groupsOf, type Shard } from './batch-sampler.js';

/** @param seed the same in all processes. */
export function distributedGroupSampler(
  flag: Uint8Array,
  batchSize: number,
  seed: number,
  shard: Shard,
): BatchSampler {
  return {
    length: samplesPerShard(flag, batchSize, shard.worldSize) / batchSize,
    batches: (epoch) =>
      chunks(distributedGroupOrder(flag, batchSize, shard, new Random(seed + epoch)), batchSize),
  };
}

export function samplesPerShard(flag: Uint8Array, batchSize: number, worldSize: number): number {
  return groupsOf(flag).reduce(
    (sum, group) => sum + Math.ceil(group.length / batchSize / worldSize) * batchSize,
    0,
  );
}

/**
 * Shuffles every group and repeats it from its start until each process gets complete batches; then shuffles the
 * batches
 * and gives each process a contiguous range.
 */
export function distributedGroupOrder(
  flag: Uint8Array,
  batchSize: number,
  { rank, worldSize }: Shard,
  random: RandomSource,
): number[] {
  const order: number[] = [];
  for (const group of groupsOf(flag)) {
    if (group.length === 0) continue;
    const shuffled = random.torchPermutation(group.length).map((i) => group[i]);
    const total = Math.ceil(group.length / batchSize / worldSize) * batchSize * worldSize;
    for (let i = 0; i < total; i++) order.push(shuffled[i % group.length]);
  }
  const batches = [...chunks(order, batchSize)];
  const mixed = random.torchPermutation(batches.length).flatMap((i) => batches[i]);
  const samplesPerRank = order.length / worldSize;
  return mixed.slice(samplesPerRank * rank, samplesPerRank * (rank + 1));
}
