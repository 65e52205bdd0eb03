import { Random } from '../../../aligndet/core/index.js';
import { grads, type Tensor, type Tensor4D, tensor, tidy } from '../../../aligndet/engine/index.js';
import { attention } from '../../../aligndet/nn/index.js';
import { expectNoLeak } from '../../support/memory.js';

/** Four groups, 2 heads of 3 channels, 3 queries that look at 5 keys. */
const [groups, heads, queries, keys, depth] = [4, 2, 3, 5, 3];
const random = new Random(3);

function drawn(...shape: number[]): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, () => random.uniform(-1, 1)),
    shape,
  );
}

const inputs = {
  queries: drawn(groups, heads, queries, depth) as Tensor4D,
  keys: drawn(groups, heads, keys, depth) as Tensor4D,
  values: drawn(groups, heads, keys, depth) as Tensor4D,
};
const bias = drawn(heads, queries, keys);
const dropout = drawn(groups, heads, queries, keys).greater(0).toFloat().mul(2);
const upstream = drawn(groups, heads, queries, depth);
const padding = tensor([0, 0, 0, 0, -Infinity], [1, 1, 1, keys]);

describe.each([
  ['alone', {}],
  ['with a bias', { bias }],
  ['with padding', { mask: padding }],
  ['with a mask for every second group', { bias, mask: drawn(2, 1, queries, keys) }],
  ['with a mask for each group', { mask: drawn(groups, 1, 1, keys), dropout }],
  ['with dropout', { bias, dropout }],
])('attention %s', (_name, further) => {
  const given: Record<string, Tensor> = { ...inputs, ...('bias' in further && { bias }) };
  const loss = (...tensors: Tensor[]) =>
    tidy(() => {
      const replaced = Object.fromEntries(Object.keys(given).map((name, i) => [name, tensors[i]]));
      return attention({ ...inputs, ...further, ...replaced } as never, 0.7)
        .mul(upstream)
        .sum();
    });

  it('has the slopes that finite differences have', () => {
    const tensors = Object.values(given);
    const gradients = grads(loss as never)(tensors);
    const step = 0.01;
    tensors.forEach((input, which) => {
      const direction = drawn(...input.shape);
      const at = (distance: number) => {
        const moved = tensors.map((other, i) =>
          i === which ? other.add<Tensor>(direction.mul(distance)) : other,
        );
        return loss(...moved).dataSync()[0];
      };
      const expected = (at(step) - at(-step)) / (2 * step);
      const along = gradients[which].mul(direction).sum().dataSync()[0];
      expect(Math.abs(along - expected)).toBeLessThan(2e-3 * Math.max(1, Math.abs(expected)));
    });
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => attention({ ...inputs, ...further } as never, 0.7).dispose());
  });
});

describe('attention', () => {
  it('takes the mean of the values of keys that score alike', () => {
    // Queries of zeros score 0 with every key; the mask leaves the first two.
    const zeros = tensor([0, 0], [1, 1, 1, 2]) as Tensor4D;
    const values = tensor([1, 10, 3, 20, 100, 100], [1, 1, 3, 2]) as Tensor4D;
    const mask = tensor([0, 0, -Infinity], [1, 1, 1, 3]) as Tensor4D;
    const mean = attention({ queries: zeros, keys: values, values, mask }, 1);
    expect([...mean.dataSync()]).toEqual([2, 15]);
  });
});
