import { channelSums, type Tensor, tensor, zeros } from '../../../aligndet/engine/index.js';
import { expectNoLeak } from '../../support/memory.js';

describe('channelSums', () => {
  it.each([[[3, 2]], [[2, 5, 2]], [[2, 3, 4, 2]], [[1, 1, 2]], [[257, 2]], [[67, 2]], [[2, 300, 7, 2]]])(
    'adds up all of %j but the last dim',
    (shape) => {
      const size = shape.reduce((product, dim) => product * dim, 1);
      const values = Float32Array.from({ length: size }, (_, i) => (i % 7) + (i % 2) * 10);
      const expected = [0, 1].map((channel) =>
        values.filter((_, i) => i % 2 === channel).reduce((sum, value) => sum + value, 0),
      );
      expect([...channelSums(tensor(values, shape)).dataSync()]).toEqual(expected);
    },
  );

  it('gives zeros for nothing', () => {
    expect([...channelSums(zeros([0, 4, 3])).dataSync()]).toEqual([0, 0, 0]);
  });

  it.each([
    134_400,
    240_199, // 401 * 599 pixels: no short block divides them
  ])('is exact to float32 for %i numbers alike', (count) => {
    const x: Tensor = tensor(new Float32Array(count * 4).fill(0.1), [count, 4]);
    const exact = count * Math.fround(0.1);
    for (const sum of channelSums(x).dataSync()) expect(Math.abs(sum / exact - 1)).toBeLessThan(1e-6);
    // What it is for: the plain sum is not.
    expect(Math.abs(x.sum(0).dataSync()[0] / exact - 1)).toBeGreaterThan(3e-6);
  });

  it('leaves no tensor behind', () => {
    const x = tensor([1, 2, 3, 4], [2, 2]);
    expectNoLeak(() => channelSums(x).dispose());
  });
});
