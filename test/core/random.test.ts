import { Random } from '../../aligndet/core/index.js';

/** Expected numbers: numpy 1.26.4 `RandomState(seed)` and torch 1.13 `Generator().manual_seed(seed)`. */
describe('Random', () => {
  it('draws what numpy draws', () => {
    const random = new Random(0);
    expect([random.random(), random.random()]).toEqual([0.5488135039273248, 0.7151893663724195]);
    expect(new Random(0).permutation(5)).toEqual([2, 0, 1, 3, 4]);
    expect(new Random(42).integer(0, 100)).toBe(51);
    expect(new Random(0).normal(0, 1)).toBeCloseTo(1.764052345967664, 14);
    expect(new Random(0).choice(3, [0.1, 0.2, 0.7])).toBe(2);
  });

  it('draws what torch draws', () => {
    expect(new Random(0).torchPermutation(5)).toEqual([4, 0, 1, 3, 2]);
    expect(new Random(0).torchRandom()).toBeCloseTo(0.4962565899, 9);
  });

  it('draws nothing where only one value is possible', () => {
    const random = new Random(3);
    const before = random.state;
    expect(random.integer(7, 8)).toBe(7);
    expect(random.state).toEqual(before);
  });

  it('goes on where a saved state stood', () => {
    const random = new Random(9);
    random.normal(0, 1); // leaves a spare
    const twin = Random.restore(JSON.parse(JSON.stringify(random.state)));
    expect([twin.normal(0, 1), twin.random(), twin.integer(0, 1000)]).toEqual([
      random.normal(0, 1),
      random.random(),
      random.integer(0, 1000),
    ]);
  });

  it('derives a generator of its own for each combination of keys', () => {
    const firsts = new Set<number>();
    for (let epoch = 0; epoch < 20; epoch++) {
      for (let index = 0; index < 50; index++) firsts.add(Random.derive(1, epoch, index).random());
    }
    expect(firsts.size).toBe(1000);
    expect(Random.derive(1, 2, 3).random()).toBe(Random.derive(1, 2, 3).random());
    expect(Random.derive(1, 2).random()).not.toBe(Random.derive(2, 1).random());
  });
});
