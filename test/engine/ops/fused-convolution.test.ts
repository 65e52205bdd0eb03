import { Random } from '../../../aligndet/core/index.js';
import { inDoublePrecision } from '../../../aligndet/engine/double-precision.js';
import {
  fusedConvolution,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor,
  tidy,
} from '../../../aligndet/engine/index.js';
import { type ConvolutionOptions, convolution } from '../../../aligndet/nn/index.js';
import { expectNoLeak } from '../../support/memory.js';

const random = new Random(3);
const values = <T extends Tensor>(...shape: number[]) => {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, () => random.normal(0, 1)),
    shape,
  ) as T;
};

const x = values<Tensor4D>(2, 9, 11, 8);
const bias = values<Tensor1D>(12);
const attributes = { strides: [1, 1, 1, 1], padding: 'SAME' };

/** The same from ops of their own: without a bias nothing is fused. */
function stepByStep(filter: Tensor4D, { bias: b, residual, hasRelu, ...window }: ConvolutionOptions): Tensor {
  return tidy(() => {
    let y: Tensor = convolution(x, filter, window);
    if (b !== undefined) y = y.add(b);
    if (residual !== undefined) y = y.add(residual);
    return hasRelu ? y.relu() : y;
  });
}

describe('fusedConvolution', () => {
  it.each<[string, ConvolutionOptions]>([
    ['padding that keeps the size', { padding: 1 }],
    ['no padding', {}],
    ['a stride with padding', { stride: 2, padding: 1 }],
    ['more padding than it needs', { padding: 2 }],
    ['dilation', { dilation: 2, padding: 2 }],
  ])('gives with %s what the ops give one by one', (_name, window) => {
    const filter = values<Tensor4D>(3, 3, 8, 12);
    const residual = values<Tensor4D>(...convolution(x, filter, window).shape);
    const before = residual.dataSync().slice();
    for (const epilogue of [{}, { hasRelu: true }, { residual }, { residual, hasRelu: true }]) {
      const options = { ...window, ...epilogue, bias };
      const [fused, apart] = [convolution(x, filter, options), stepByStep(filter, options)];
      const [largest] = fused.sub(apart).abs().max().dataSync();
      expect(largest).toBeLessThan(1e-5);
    }
    expect(residual.dataSync()).toEqual(before); // oneDNN may add in place
  });

  it('takes 1x1 filters with strides', () => {
    const filter = values<Tensor4D>(1, 1, 8, 12);
    const options = { stride: 2, bias, hasRelu: true };
    const [fused, apart] = [convolution(x, filter, options), stepByStep(filter, options)];
    expect(fused.shape).toEqual([2, 5, 6, 12]);
    expect(fused.sub(apart).abs().max().dataSync()[0]).toBeLessThan(1e-5);
  });

  it('steps back where numbers are wider than the op takes', async () => {
    const filter = values<Tensor4D>(3, 3, 8, 12);
    const wide = await inDoublePrecision(() =>
      fusedConvolution(x, filter, attributes, { bias, hasRelu: true }),
    );
    expect(wide).toBeUndefined();
  });

  it('leaves no tensor behind', () => {
    const filter = values<Tensor4D>(3, 3, 8, 12);
    expectNoLeak(() => fusedConvolution(x, filter, attributes, { bias, hasRelu: true })?.dispose());
  });
});
