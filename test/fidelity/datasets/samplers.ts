/** @module Golden samplers: the orders of the reference, from its seeds. */
import { Random } from '../../../aligndet/core/index.js';
import {
  distributedGroupOrder,
  distributedOrder,
  groupedBatches,
  groupOrder,
  plainBatches,
  samplesPerShard,
} from '../../../aligndet/datasets/index.js';
import { compareJson } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';

export interface SamplerCase {
  readonly sampler: string;
  readonly flag?: readonly number[];
  readonly size?: number;
  readonly samples_per_gpu?: number;
  readonly batch_size?: number;
  readonly seed?: number;
  readonly epoch?: number;
  readonly num_replicas?: number;
  readonly world_size?: number;
  readonly shuffle?: boolean;
  readonly length: number;
  readonly indices?: readonly number[];
  readonly indices_per_rank?: readonly (readonly number[])[];
  readonly first_batches_per_rank?: readonly (readonly (readonly number[])[])[];
}

export function samplers(cases: readonly SamplerCase[]): Finding[] {
  return cases.flatMap((one, i) => compareSampler(`${i} ${one.sampler}`, one));
}

function compareSampler(name: string, one: SamplerCase): Finding[] {
  const flag = Uint8Array.from(one.flag ?? []);
  const { samples_per_gpu: perBatch = 1, batch_size: batchSize = 1, seed = 0, epoch = 0 } = one;
  const worldSize = one.num_replicas ?? one.world_size ?? 1;
  const ranks = Array.from({ length: worldSize }, (_, rank) => ({ rank, worldSize }));
  switch (one.sampler) {
    case 'GroupSampler':
      return [compareJson(name, groupOrder(flag, perBatch, new Random(seed)), one.indices)];
    case 'DistributedGroupSampler': {
      const orders = ranks.map((shard) =>
        distributedGroupOrder(flag, perBatch, shard, new Random(seed + epoch)),
      );
      return [
        compareJson(name, orders, one.indices_per_rank),
        compareJson(`${name} length`, samplesPerShard(flag, perBatch, worldSize), one.length),
      ];
    }
    case 'DistributedSampler': {
      const random = () => (one.shuffle === false ? null : new Random(seed + epoch));
      const orders = ranks.map((shard) => distributedOrder(one.size ?? 0, shard, random()));
      return [compareJson(name, orders, one.indices_per_rank)];
    }
    case 'InfiniteGroupBatchSampler':
    case 'InfiniteBatchSampler': {
      const reference = one.first_batches_per_rank ?? [];
      const found = ranks.map((shard, rank) => {
        const random = one.shuffle === false ? null : new Random(seed);
        const stream =
          one.flag === undefined
            ? plainBatches(one.size ?? 0, batchSize, shard, random)
            : groupedBatches(flag, batchSize, shard, random);
        return Array.from({ length: reference[rank]?.length ?? 0 }, () => stream.next().value);
      });
      return [compareJson(name, found, reference)];
    }
    default:
      throw new UnknownCase(`sampler "${one.sampler}"`);
  }
}
