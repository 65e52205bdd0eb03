/** @module All items in order or shuffled, distributed among processes: mmdetection's `DistributedSampler`. */
import { Random, type RandomSource } from '../../core/index.js';
import { type BatchSampler, chunks, type Shard } from './batch-sampler.js';

/** @param seed the same in all processes; used only when shuffling. */
export function distributedSampler(
  size: number,
  batchSize: number,
  shuffles: boolean,
  seed: number,
  shard: Shard,
): BatchSampler {
  return {
    length: Math.ceil(Math.ceil(size / shard.worldSize) / batchSize),
    batches: (epoch) =>
      chunks(distributedOrder(size, shard, shuffles ? new Random(seed + epoch) : null), batchSize),
  };
}

/** Process r gets items r, r + worldSize, ...; the list is repeated until all have equally many. */
export function distributedOrder(
  size: number,
  { rank, worldSize }: Shard,
  random: RandomSource | null,
): number[] {
  const order = random === null ? Array.from({ length: size }, (_, i) => i) : random.torchPermutation(size);
  const samplesPerRank = Math.ceil(size / worldSize);
  return Array.from({ length: samplesPerRank }, (_, i) => order[(rank + i * worldSize) % size]);
}
