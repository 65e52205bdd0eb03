/** @module The contract of batch samplers. Orders depend only on seed and epoch, so a run can be resumed anywhere. */

export interface BatchSampler {
  /** Batches per epoch, for this process. */
  readonly length: number;
  /** The item indices of each batch of epoch `epoch`. */
  batches(epoch: number): Iterable<readonly number[]>;
}

/** Rank of this process in distributed training. */
export interface Shard {
  readonly rank: number;
  readonly worldSize: number;
}

export const SINGLE: Shard = { rank: 0, worldSize: 1 };

/** Splits an order into batches; the last one may be smaller. */
export function* chunks(order: readonly number[], size: number): Generator<number[]> {
  for (let at = 0; at < order.length; at += size) yield order.slice(at, at + size);
}

/** Items of each group, ascending. */
export function groupsOf(flag: Uint8Array): number[][] {
  const groups: number[][] = [];
  flag.forEach((group, index) => {
    while (groups.length <= group) groups.push([]);
    groups[group].push(index);
  });
  return groups;
}
