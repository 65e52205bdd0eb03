/**
 * @module Convolution with PyTorch's explicit padding. Bias, residual and ReLU are part of the same node of the
 * gradient tape, so that only the input and result are kept for the backward pass.
 *
 * Dims: I and O channels in and out, kh and kw the kernel, G groups. Maps are `[B, H, W, C]`.
 */
import {
  addKernel,
  channelSums,
  type OwnOperation,
  singleOp,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '../../engine/index.js';
import { convolutionKernel } from './convolution-kernels.js';
import { outputSize, pair, type WindowOptions, windowOf } from './window.js';

export interface ConvolutionOptions extends WindowOptions {
  /** `[O]`. */
  readonly bias?: Tensor1D;
  /** Added before the ReLU; of the result's shape. */
  readonly residual?: Tensor4D;
  readonly hasRelu?: boolean;
}

/**
 * @param x `[B, H, W, I]`.
 * @param filter `[kh, kw, I / G, O]`; the number of groups follows from it.
 * @returns `[B, H', W', O]`.
 */
export function convolution(x: Tensor4D, filter: Tensor4D, options: ConvolutionOptions = {}): Tensor4D {
  const { bias, residual, hasRelu = false, ...window } = options;
  const [, height, width] = x.shape;
  const sizes: [number, number] = [filter.shape[0], filter.shape[1]];
  outputSize([height, width], sizes, windowOf(sizes, window));
  const inputs = { x, filter, ...(bias && { bias }), ...(residual && { residual }) };
  const [y] = (hasRelu ? runWithRelu : run)(inputs, { window });
  return y as Tensor4D;
}

const kernelFor = (x: Tensor, filter: Tensor, { window }: Record<string, unknown>) =>
  convolutionKernel(x.shape[3]!, filter.shape, window as WindowOptions);

function forward(
  { x, filter, bias, residual }: Record<string, Tensor>,
  attributes: Record<string, unknown>,
  hasRelu: boolean,
): Tensor[] {
  return tidy(() => {
    const kernel = kernelFor(x, filter, attributes);
    const fused = bias && kernel.fused?.(x, filter, { bias, residual, hasRelu });
    if (fused !== undefined) return [fused];
    let y = kernel.forward(x, filter);
    if (bias !== undefined) y = singleOp('BiasAdd', {}, [y, bias]);
    if (residual !== undefined) y = y.add(residual);
    return [hasRelu ? y.relu() : y];
  });
}

const operation = {
  forward: (inputs, attributes) => forward(inputs, attributes, false),
  inputsToSave: ['x', 'filter'],
  gradient: ([dy], [x, filter], attributes) => {
    const kernel = kernelFor(x, filter, attributes);
    return {
      x: () => kernel.inputGradient(x.shape, filter, dy),
      filter: () => kernel.filterGradient(x, filter.shape, dy),
      bias: () => channelSums(dy),
      residual: () => dy.clone(),
    };
  },
} satisfies Omit<OwnOperation, 'name'>;

const run = addKernel({ ...operation, name: 'AlignDetConvolution' });

const runWithRelu = addKernel({
  ...operation,
  name: 'AlignDetConvolutionRelu',
  forward: (inputs, attributes) => forward(inputs, attributes, true),
  outputsToSave: [true],
  gradient: ([dy], [x, filter, y], attributes) =>
    operation.gradient([singleOp('ReluGrad', {}, [dy, y])], [x, filter], attributes),
});

export interface TransposedConvolutionOptions extends WindowOptions {
  readonly outputPadding?: WindowOptions['padding'];
  /** `[O]`. */
  readonly bias?: Tensor1D;
}

/**
 * Transposed convolution: distributes each input value over a window of the output.
 *
 * @param x `[B, H, W, I]`.
 * @param filter `[kh, kw, O, I]`.
 * @returns `[B, H', W', O]` with `H' = (H - 1) * stride - 2 * padding + dilation * (kh - 1) + outputPadding + 1`.
 */
export function transposedConvolution(
  x: Tensor4D,
  filter: Tensor4D,
  { bias, outputPadding = 0, ...window }: TransposedConvolutionOptions = {},
): Tensor4D {
  const [batch, height, width] = x.shape;
  const [kernelHeight, kernelWidth, outputs] = filter.shape;
  const { stride, padding, dilation } = windowOf([kernelHeight, kernelWidth], window);
  const extra = pair(outputPadding);
  const size = (axis: 0 | 1, input: number, kernel: number) =>
    (input - 1) * stride[axis] - 2 * padding[axis] + dilation[axis] * (kernel - 1) + extra[axis] + 1;
  const shape = [batch, size(0, height, kernelHeight), size(1, width, kernelWidth), outputs];
  return runTransposed({ x, filter, ...(bias && { bias }) }, { shape, window })[0] as Tensor4D;
}

const transposedKernelFor = (filter: Tensor, { window }: Record<string, unknown>) =>
  convolutionKernel(filter.shape[2]!, filter.shape, window as WindowOptions);

const runTransposed = addKernel({
  name: 'AlignDetTransposedConvolution',
  forward: ({ x, filter, bias }, attributes) =>
    tidy(() => {
      const { shape } = attributes as { shape: number[] };
      const y = transposedKernelFor(filter, attributes).inputGradient(shape, filter, x);
      return [bias === undefined ? y : singleOp('BiasAdd', {}, [y, bias])];
    }),
  inputsToSave: ['x', 'filter'],
  gradient: ([dy], [x, filter], attributes) => {
    const kernel = transposedKernelFor(filter, attributes);
    return {
      x: () => kernel.forward(dy, filter),
      filter: () => kernel.filterGradient(dy, filter.shape, x),
      bias: () => channelSums(dy),
    };
  },
});
