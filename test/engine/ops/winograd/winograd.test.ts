import { Random } from '../../../../aligndet/core/index.js';
import { inDoublePrecision } from '../../../../aligndet/engine/double-precision.js';
import {
  grads,
  isWinogradFaster,
  singleOp,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor,
  tidy,
  winogradConvolution,
  winogradFilterGradient,
  winogradInputGradient,
} from '../../../../aligndet/engine/index.js';
import { convolution } from '../../../../aligndet/nn/index.js';
import { expectNoLeak } from '../../../support/memory.js';

const random = new Random(5);
const values = (shape: readonly number[]) => {
  const size = shape.reduce((product, dim) => product * dim, 1);
  const list = Float32Array.from({ length: size }, () => random.normal(0, 1));
  return tensor(list, shape as [number, number, number, number]);
};

/** The same by TensorFlow's ops in float64. */
function exactly(name: string, inputs: Tensor[]): Promise<Float32Array> {
  const attributes = { strides: [1, 1, 1, 1], padding: 'SAME' };
  return inDoublePrecision(() =>
    tidy(() => singleOp(name, attributes, inputs).dataSync<'float32'>().slice()),
  );
}

/** The largest difference, as a share of the largest value. */
function error(found: Tensor, exact: Float32Array): number {
  const [mine, largest] = [
    found.dataSync(),
    exact.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0),
  ];
  expect(mine.length).toBe(exact.length);
  return exact.reduce((highest, value, i) => Math.max(highest, Math.abs(value - mine[i])), 0) / largest;
}

const int32 = (shape: readonly number[]) => tensor([...shape], [shape.length], 'int32');

describe('winogradConvolution', () => {
  it.each([
    ['one tile', [1, 4, 4, 3], 5],
    ['sides that tiles do not divide', [2, 9, 7, 16], 24],
    ['regions that share tiles', [10, 14, 14, 32], 16],
    ['so many tiles that they come in parts', [2, 96, 96, 256], 8],
  ])('and its gradients are what convolution gives: %s', async (_name, shape, outputs) => {
    const [x, filter] = [values(shape), values([3, 3, shape[3], outputs])];
    const dy = values([...shape.slice(0, 3), outputs]);
    expect(error(winogradConvolution(x, filter), await exactly('Conv2D', [x, filter]))).toBeLessThan(5e-6);
    const byInput = await exactly('Conv2DBackpropInput', [int32(x.shape), filter, dy]);
    expect(error(winogradInputGradient(filter, dy), byInput)).toBeLessThan(5e-6);
    const byFilter = await exactly('Conv2DBackpropFilter', [x, int32(filter.shape), dy]);
    expect(error(winogradFilterGradient(x, dy), byFilter)).toBeLessThan(5e-6);
  });

  it('leaves no tensors behind', () => {
    const [x, filter, dy] = [values([2, 96, 96, 256]), values([3, 3, 256, 8]), values([2, 96, 96, 8])];
    expectNoLeak(() => {
      winogradConvolution(x, filter).dispose();
      winogradInputGradient(filter, dy).dispose();
      winogradFilterGradient(x, dy).dispose();
    });
  });
});

describe('isWinogradFaster', () => {
  it('wants wide maps with many pixels, in float32', async () => {
    const filter = [3, 3, 256, 256];
    expect(isWinogradFaster([1, 64, 64, 256], filter)).toBe(true);
    expect(isWinogradFaster([1, 16, 16, 256], filter)).toBe(false);
    expect(isWinogradFaster([1, 64, 64, 64], [3, 3, 64, 256])).toBe(false);
    expect(await inDoublePrecision(() => isWinogradFaster([1, 64, 64, 256], filter))).toBe(false);
  });

  it.each([true, false])(
    'decides what a convolution runs, with bias, ReLU (%s) and gradients',
    async (hasRelu) => {
      const [x, filter] = [values([1, 48, 48, 192]), values([3, 3, 192, 192])];
      const bias = values([192]) as unknown as Tensor1D;
      const run = (a: Tensor, f: Tensor, b: Tensor) =>
        convolution(a as Tensor4D, f as Tensor4D, { padding: 1, bias: b as Tensor1D, hasRelu });
      const all = () =>
        tidy(() => [
          run(x, filter, bias),
          ...grads((a: Tensor, f: Tensor, b: Tensor) => run(a, f, b).square())([x, filter, bias]),
        ]);
      expect(isWinogradFaster(x.shape, filter.shape)).toBe(true);
      const exact = await inDoublePrecision(() => all().map((one) => one.dataSync<'float32'>().slice()));
      for (const [i, found] of all().entries()) expect(error(found, exact[i])).toBeLessThan(2e-5);
    },
  );
});
