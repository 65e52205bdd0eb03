/**
 * @module Selects the TensorFlow ops of a convolution and its gradients. Dims: I and O channels in and out, G groups.
 */
import { ShapeError } from '../../core/index.js';
import {
  type FusedEpilogue,
  filterGradient,
  fusedConvolution,
  fusedOutputs,
  isWinogradFaster,
  pad,
  singleOp,
  slice,
  type Tensor,
  type Tensor4D,
  tensor1d,
  winogradConvolution,
  winogradFilterGradient,
  winogradInputGradient,
  zeros,
} from '../../engine/index.js';
import { outputSize, type Window, type WindowOptions, windowOf } from './window.js';

/** A convolution with its two gradients. Maps `[B, H, W, C]`, filters `[kh, kw, I / G, O]`. */
export interface ConvolutionKernel {
  forward(x: Tensor, filter: Tensor): Tensor;
  /** Fused with bias, residual and ReLU; absent or `undefined` where not supported. */
  fused?(x: Tensor, filter: Tensor, epilogue: FusedEpilogue): Tensor | undefined;
  inputGradient(xShape: readonly number[], filter: Tensor, dy: Tensor): Tensor;
  filterGradient(x: Tensor, filterShape: readonly number[], dy: Tensor): Tensor;
}

/** The kernel for `channels` of input and a filter of `filterShape`. */
export function convolutionKernel(
  channels: number,
  filterShape: readonly number[],
  options: WindowOptions,
): ConvolutionKernel {
  const [height, width, perGroup, outputs] = filterShape;
  const groups = channels / perGroup;
  if (!Number.isInteger(groups) || outputs % groups !== 0) {
    throw new ShapeError(
      `A filter of shape [${filterShape.join(', ')}] does not match ${channels} input channels.`,
    );
  }
  const window = windowOf([height, width], options);
  const kernel = kernelOf(window, groups, perGroup);
  const keepsSize = window.attributes.padding === 'SAME' && !isDilatedWindow(window);
  const isWinograds = groups === 1 && height === 3 && width === 3 && keepsSize;
  return withoutImages(isWinograds ? orWinograd(kernel) : kernel, window, filterShape);
}

function kernelOf(window: Window, groups: number, perGroup: number): ConvolutionKernel {
  const isDilated = isDilatedWindow(window);
  if (groups > 1 && perGroup === 1 && !isDilated && window.stride[0] === window.stride[1])
    return depthwise(window);
  // Only oneDNN's CPU kernels support gradients of grouped and dilated convolutions, without explicit padding.
  return window.isExplicit && (groups > 1 || isDilated) ? padded(window) : plain(window);
}

const isDilatedWindow = ({ dilation }: Window) => dilation.some((step) => step > 1);

/** Uses an algorithm with fewer multiplications where it is faster. */
function orWinograd(kernel: ConvolutionKernel): ConvolutionKernel {
  return {
    forward: (x, filter) =>
      isWinogradFaster(x.shape, filter.shape) ? winogradConvolution(x, filter) : kernel.forward(x, filter),
    fused: (x, filter, epilogue) => {
      if (!isWinogradFaster(x.shape, filter.shape)) return kernel.fused?.(x, filter, epilogue);
      const { bias, residual, hasRelu } = epilogue;
      return residual ? undefined : winogradConvolution(x, filter, fusedOutputs(bias, hasRelu));
    },
    inputGradient: (xShape, filter, dy) =>
      isWinogradFaster(xShape, filter.shape)
        ? winogradInputGradient(filter, dy)
        : kernel.inputGradient(xShape, filter, dy),
    filterGradient: (x, filterShape, dy) =>
      isWinogradFaster(x.shape, filterShape)
        ? winogradFilterGradient(x, dy)
        : kernel.filterGradient(x, filterShape, dy),
  };
}

/** TensorFlow's convolutions of an empty batch return a wrong shape. */
function withoutImages(
  kernel: ConvolutionKernel,
  window: Window,
  [kernelHeight, kernelWidth, , outputs]: readonly number[],
): ConvolutionKernel {
  return {
    forward: (x, filter) => {
      if (x.size > 0) return kernel.forward(x, filter);
      const sizes = outputSize([x.shape[1]!, x.shape[2]!], [kernelHeight, kernelWidth], window);
      return zeros([0, ...sizes, outputs]);
    },
    fused: (x, filter, epilogue) => (x.size > 0 ? kernel.fused?.(x, filter, epilogue) : undefined),
    inputGradient: (xShape, filter, dy) =>
      dy.size > 0 ? kernel.inputGradient(xShape, filter, dy) : zeros([...xShape]),
    filterGradient: (x, filterShape, dy) =>
      dy.size > 0 ? kernel.filterGradient(x, filterShape, dy) : zeros([...filterShape]),
  };
}

const shapeTensor = (shape: readonly number[]) => tensor1d([...shape], 'int32');

function plain({ attributes }: Window): ConvolutionKernel {
  return {
    forward: (x, filter) => singleOp('Conv2D', attributes, [x, filter]),
    fused: (x, filter, epilogue) => fusedConvolution(x, filter, attributes, epilogue),
    inputGradient: (xShape, filter, dy) =>
      singleOp('Conv2DBackpropInput', attributes, [shapeTensor(xShape), filter, dy]),
    filterGradient: (x, filterShape, dy) => filterGradient(x, filterShape, dy, attributes),
  };
}

/** The map is padded first; windows entirely in the padding are part of the result. */
function padded({ stride, dilation, padding: [top, left] }: Window): ConvolutionKernel {
  const inner = plain(windowOf([1, 1], { stride, dilation }));
  const enlarge = (x: Tensor) =>
    pad(x as Tensor4D, [
      [0, 0],
      [top, top],
      [left, left],
      [0, 0],
    ]);
  return {
    forward: (x, filter) => inner.forward(enlarge(x), filter),
    inputGradient: (xShape, filter, dy) => {
      const [batch, height, width, channels] = xShape;
      const gradient = inner.inputGradient([batch, height + 2 * top, width + 2 * left, channels], filter, dy);
      return slice(gradient, [0, top, left, 0], [...xShape]);
    },
    filterGradient: (x, filterShape, dy) => inner.filterGradient(enlarge(x), filterShape, dy),
  };
}

/** One input channel per group: `[kh, kw, 1, I * m]` is TensorFlow's `[kh, kw, I, m]`. */
function depthwise({ attributes }: Window): ConvolutionKernel {
  const perChannel = (shape: readonly number[], channels: number) => [
    shape[0],
    shape[1],
    channels,
    shape[3] / channels,
  ];
  const split = (filter: Tensor, channels: number) => filter.reshape(perChannel(filter.shape, channels));
  return {
    forward: (x, filter) => singleOp('DepthwiseConv2dNative', attributes, [x, split(filter, x.shape[3]!)]),
    inputGradient: (xShape, filter, dy) => {
      const inputs = [shapeTensor(xShape), split(filter, xShape[3]), dy];
      return singleOp('DepthwiseConv2dNativeBackpropInput', attributes, inputs);
    },
    filterGradient: (x, filterShape, dy) => {
      const inputs = [x, shapeTensor(perChannel(filterShape, x.shape[3]!)), dy];
      return singleOp('DepthwiseConv2dNativeBackpropFilter', attributes, inputs).reshape([...filterShape]);
    },
  };
}
