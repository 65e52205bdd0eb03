import { Random } from '../../../aligndet/core/index.js';
import { topIndices } from '../../../aligndet/models/index.js';

describe('topIndices', () => {
  it('gives the largest first', () => {
    expect([...topIndices(Float32Array.of(0.1, 0.9, 0.5), 2)]).toEqual([1, 2]);
  });

  it('gives all when more are asked for', () => {
    expect([...topIndices(Float32Array.of(0.1, 0.9), 5)]).toEqual([1, 0]);
    expect(topIndices(new Float32Array(0), 3)).toHaveLength(0);
  });

  it('is a whole sort cut short, for many values', () => {
    const random = new Random(0);
    const values = Float32Array.from({ length: 50_000 }, () => random.normal(0, 1));
    const sorted = Int32Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
    expect([...topIndices(values, 1000)]).toEqual([...sorted.subarray(0, 1000)]);
  });
});
