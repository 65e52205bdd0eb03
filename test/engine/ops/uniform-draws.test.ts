import { inDoublePrecision, uniformDraws } from '../../../aligndet/engine/index.js';
import { expectNoLeak } from '../../support/memory.js';

const drawn = (shape: number[], seed: [number, number]) => [...uniformDraws(shape, seed).dataSync()];

describe('uniformDraws', () => {
  it('spreads evenly over [0, 1)', () => {
    const values = drawn([20_000], [1, 2]);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    const tenths = new Array<number>(10).fill(0);
    for (const value of values) tenths[Math.floor(10 * value)]++;
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(250); // six standard deviations
  });

  it('depends on the seed alone, each half of it', () => {
    expect(drawn([4], [5, 6])).toEqual(drawn([4], [5, 6]));
    expect(drawn([4], [5, 6])).not.toEqual(drawn([4], [5, 7]));
    expect(drawn([4], [5, 6])).not.toEqual(drawn([4], [4, 6]));
  });

  it('has the numbers of every machine', () => {
    // The op StatelessRandomUniform of TensorFlow 2.21.0 on x86-64.
    expect(drawn([2], [1, 2])).toEqual([0.8440604209899902, 0.19204533100128174]);
  });

  it('draws the same in double precision', async () => {
    const wide = await inDoublePrecision(() => drawn([3], [8, 9]));
    expect(wide).toEqual(drawn([3], [8, 9]));
  });

  it('draws nothing for nothing', () => {
    expect(drawn([0, 3], [1, 1])).toEqual([]);
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => uniformDraws([3], [1, 1]).dispose());
  });
});
