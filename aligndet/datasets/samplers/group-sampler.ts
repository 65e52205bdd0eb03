/** @module Shuffled batches of images of one aspect ratio group, in one process: mmdetection's `GroupSampler`. */
import { Random, type RandomSource } from '../../core/index.js';
import { type BatchSampler, chunks, groupsOf } from './batch-sampler.js';

/** @param flag group of each item. */
export function groupSampler(flag: Uint8Array, batchSize: number, seed: number): BatchSampler {
  return {
    length: groupsOf(flag).reduce((sum, group) => sum + Math.ceil(group.length / batchSize), 0),
    batches: (epoch) => chunks(groupOrder(flag, batchSize, Random.derive(seed, epoch)), batchSize),
  };
}

/**
 * Shuffles every group and fills it with random members to complete batches; then shuffles the batches.
 * Draws like numpy's legacy generator in the reference.
 */
export function groupOrder(flag: Uint8Array, batchSize: number, random: RandomSource): number[] {
  const order: number[] = [];
  for (const group of groupsOf(flag)) {
    if (group.length === 0) continue;
    const shuffled = random.permutation(group.length).map((i) => group[i]);
    const numExtra = Math.ceil(group.length / batchSize) * batchSize - group.length;
    const extra = Array.from({ length: numExtra }, () => shuffled[random.choice(group.length)]);
    order.push(...shuffled, ...extra);
  }
  const batches = [...chunks(order, batchSize)];
  return random.permutation(batches.length).flatMap((i) => batches[i]);
}
