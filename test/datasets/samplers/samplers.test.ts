import fc from 'fast-check';
import { samplerFor } from '../../../aligndet/datasets/index.js';

const flags = fc.uint8Array({ min: 0, max: 1, minLength: 1, maxLength: 60 } as never);
const choices = fc.record({
  flag: flags,
  batchSize: fc.integer({ min: 1, max: 5 }),
  worldSize: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 0, max: 1000 }),
  epoch: fc.integer({ min: 0, max: 3 }),
});

function dataset(flag: Uint8Array) {
  return { length: flag.length, classes: [], flag: flag.map((value) => value % 2), get: async () => ({}) };
}

describe('samplers', () => {
  it('by epoch: whole batches of one shape, all items, equally many for each process', () => {
    fc.assert(
      fc.property(choices, ({ flag: raw, batchSize, worldSize, seed, epoch }) => {
        const data = dataset(raw);
        const seen = new Set<number>();
        const lengths = new Set<number>();
        for (let rank = 0; rank < worldSize; rank++) {
          const sampler = samplerFor(data, {
            batchSize,
            seed,
            shard: { rank, worldSize },
            shuffles: true,
            byIteration: false,
          });
          const batches = [...sampler.batches(epoch)];
          expect(batches).toHaveLength(sampler.length);
          lengths.add(batches.length);
          for (const batch of batches) {
            expect(batch).toHaveLength(batchSize);
            expect(new Set(batch.map((i) => data.flag[i])).size).toBe(1);
            for (const index of batch) seen.add(index);
          }
        }
        expect(seen.size).toBe(raw.length);
        expect(lengths.size).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('by iteration: goes on where the last epoch ended, and can start anywhere', () => {
    fc.assert(
      fc.property(choices, ({ flag: raw, batchSize, seed }) => {
        const data = dataset(raw);
        const make = () =>
          samplerFor(data, {
            batchSize,
            seed,
            shard: { rank: 0, worldSize: 1 },
            shuffles: true,
            byIteration: true,
          });
        const inOrder = make();
        const epochs = [0, 1, 2].map((epoch) => [...inOrder.batches(epoch)]);
        expect([...make().batches(2)]).toEqual(epochs[2]);
        expect([...inOrder.batches(1)]).toEqual(epochs[1]);
      }),
      { numRuns: 30 },
    );
  });

  it('for evaluation: every item once, in order', () => {
    const sampler = samplerFor(dataset(new Uint8Array(5)), {
      batchSize: 2,
      seed: 0,
      shard: { rank: 0, worldSize: 1 },
      shuffles: false,
      byIteration: false,
    });
    expect([...sampler.batches(0)]).toEqual([[0, 1], [2, 3], [4]]);
  });
});
