/**
 * @module Infinite batches, for iteration-based training: mmdetection's `InfiniteGroupBatchSampler` and
 * `InfiniteBatchSampler`. What they call an epoch is as many batches as the dataset has items, as in the reference.
 */
import { Random, type RandomSource } from '../../core/index.js';
import type { BatchSampler, Shard } from './batch-sampler.js';

/** Shuffled; every batch contains images of one aspect ratio group. @param seed the same in all processes. */
export function infiniteGroupBatchSampler(
  flag: Uint8Array,
  batchSize: number,
  seed: number,
  shard: Shard,
): BatchSampler {
  return endlessSampler(flag.length, () => groupedBatches(flag, batchSize, shard, new Random(seed)));
}

/** In order or shuffled, regardless of the aspect ratio. */
export function infiniteBatchSampler(
  size: number,
  batchSize: number,
  shuffles: boolean,
  seed: number,
  shard: Shard,
): BatchSampler {
  return endlessSampler(size, () => plainBatches(size, batchSize, shard, shuffles ? new Random(seed) : null));
}

/** Keeps its position from one epoch to the next; any other epoch is reached by replaying the earlier ones. */
function endlessSampler(size: number, start: () => Iterator<number[]>): BatchSampler {
  let stream = start();
  let done = 0;
  return {
    length: size,
    *batches(epoch) {
      const first = epoch * size;
      if (done > first) {
        stream = start();
        done = 0;
      }
      for (; done < first; done++) stream.next();
      for (let i = 0; i < size; i++) {
        done++;
        yield stream.next().value;
      }
    },
  };
}

/** Collects items by group; a batch is emitted when its group is full. */
export function* groupedBatches(
  flag: Uint8Array,
  batchSize: number,
  shard: Shard,
  random: RandomSource | null,
): Generator<number[], never> {
  const waiting: number[][] = [];
  for (const index of endlessItems(flag.length, shard, random)) {
    const group = flag[index];
    waiting[group] ??= [];
    waiting[group].push(index);
    if (waiting[group].length === batchSize) {
      yield waiting[group];
      waiting[group] = [];
    }
  }
  throw new Error('unreachable: items have no end');
}

export function* plainBatches(
  size: number,
  batchSize: number,
  shard: Shard,
  random: RandomSource | null,
): Generator<number[], never> {
  let batch: number[] = [];
  for (const index of endlessItems(size, shard, random)) {
    batch.push(index);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  throw new Error('unreachable: items have no end');
}

/** Every worldSize-th item of permutation after permutation. */
function* endlessItems(
  size: number,
  { rank, worldSize }: Shard,
  random: RandomSource | null,
): Generator<number> {
  for (let position = 0; ; ) {
    const order = random === null ? Array.from({ length: size }, (_, i) => i) : random.torchPermutation(size);
    for (const index of order) if (position++ % worldSize === rank) yield index;
  }
}
