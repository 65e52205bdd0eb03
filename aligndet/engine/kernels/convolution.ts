/**
 * @module Convolution with any padding and dilation, and its gradient.
 *
 * tfjs's kernels do not support padding in pixels (as in PyTorch), and its gradient does not support dilation.
 * Dims: `[B, H, W, C]` in, `[B, H', W', C']` out, filters `[kH, kW, C, C']`.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { type AttributeValue, singleOp } from '../raw-op.js';
import { tf } from '../tfjs.js';
import { filterGradient } from './filter-gradient.js';
import type { Gradient, Kernel } from './registry.js';

type Attributes = Record<string, AttributeValue>;
type Shape4D = [number, number, number, number];

interface ConvolutionOptions {
  readonly strides: number | [number, number];
  readonly pad:
    | 'valid'
    | 'same'
    | number
    | [[number, number], [number, number], [number, number], [number, number]];
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Converts tfjs's options to TensorFlow's attributes. */
function convolutionAttributes(input: number[], filter: number[], options: ConvolutionOptions): Attributes {
  const dataFormat = options.dataFormat ?? 'NHWC';
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } =
    tf.backend_util.computeConv2DInfo(
      input as Shape4D,
      filter as Shape4D,
      options.strides,
      options.dilations ?? 1,
      options.pad,
      options.dimRoundingMode,
      false,
      tf.backend_util.convertConv2DDataFormat(dataFormat),
    );
  const spread = (height: number, width: number) =>
    dataFormat === 'NHWC' ? [1, height, width, 1] : [1, 1, height, width];
  return {
    strides: spread(strideHeight, strideWidth),
    dilations: spread(dilationHeight, dilationWidth),
    data_format: dataFormat,
    ...paddingAttributes(padInfo, dataFormat),
  };
}

/** The padding in TensorFlow's form: a scheme, or pixels at each edge. */
export function paddingAttributes(
  {
    type,
    top,
    bottom,
    left,
    right,
  }: { type: string; top: number; bottom: number; left: number; right: number },
  dataFormat = 'NHWC',
): Attributes {
  if (type === 'SAME' || type === 'VALID') return { padding: type };
  const pixels = [top, bottom, left, right];
  return {
    padding: 'EXPLICIT',
    explicit_paddings: dataFormat === 'NHWC' ? [0, 0, ...pixels, 0, 0] : [0, 0, 0, 0, ...pixels],
  };
}

const conv2d: Kernel = ({ x, filter }, options) => {
  const attributes = convolutionAttributes(x.shape, filter.shape, options as unknown as ConvolutionOptions);
  return singleOp('Conv2D', attributes, [x, filter]);
};

const conv2dBackpropInput: Kernel = ({ dy, filter }, options) => {
  const inputShape = options.inputShape as number[];
  const attributes = convolutionAttributes(
    inputShape,
    filter.shape,
    options as unknown as ConvolutionOptions,
  );
  return tf.tidy(() => singleOp('Conv2DBackpropInput', attributes, [shapeTensor(inputShape), filter, dy]));
};

const conv2dBackpropFilter: Kernel = ({ x, dy }, options) => {
  const filterShape = options.filterShape as number[];
  const attributes = convolutionAttributes(x.shape, filterShape, options as unknown as ConvolutionOptions);
  return filterGradient(x, filterShape, dy, attributes);
};

/**
 * Gradients of a convolution. TensorFlow's CPU kernels have none for dilated filters, so a dilated filter is expanded
 * with zeros first, which is the same convolution without dilation.
 */
const conv2dGradient: Gradient = {
  kernelName: 'Conv2D',
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = saved as [Tensor4D, Tensor4D];
    const options = attributes as unknown as ConvolutionOptions;
    const [dH, dW] = pair(options.dilations ?? 1);
    const undilated = { ...options, dilations: 1 };
    const [kH, kW, cIn, cOut] = filter.shape;
    const spreadShape: Shape4D = [(kH - 1) * dH + 1, (kW - 1) * dW + 1, cIn, cOut];
    const nhwc = convolutionAttributes(x.shape, spreadShape, undilated);
    return {
      x: () => {
        const spread = dH * dW === 1 ? filter : spreadFilter(filter, dH, dW);
        return singleOp('Conv2DBackpropInput', nhwc, [shapeTensor(x.shape), spread, dy as Tensor]);
      },
      filter: () => {
        const gradient = filterGradient(x, spreadShape, dy as Tensor, nhwc);
        return dH * dW === 1
          ? gradient
          : tf.stridedSlice(gradient, [0, 0, 0, 0], spreadShape, [dH, dW, 1, 1]);
      },
    };
  },
};

/** Inserts `dH - 1` rows and `dW - 1` columns of zeros between the taps of a filter. */
function spreadFilter(filter: Tensor4D, dH: number, dW: number): Tensor4D {
  const [kH, kW, cIn, cOut] = filter.shape;
  const apart = filter.reshape([kH, 1, kW, 1, cIn * cOut]);
  const filled = tf.pad(apart, [
    [0, 0],
    [0, dH - 1],
    [0, 0],
    [0, dW - 1],
    [0, 0],
  ]); // [kH, dH, kW, dW, C C']
  const spread = filled.reshape<Tensor4D>([kH * dH, kW * dW, cIn, cOut]);
  return spread.slice([0, 0, 0, 0], [(kH - 1) * dH + 1, (kW - 1) * dW + 1, cIn, cOut]);
}

function shapeTensor(shape: readonly number[]): Tensor {
  return tf.tensor1d([...shape], 'int32');
}

function pair(value: number | [number, number]): [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

export const kernels: Record<string, Kernel> = {
  Conv2D: conv2d,
  Conv2DBackpropInput: conv2dBackpropInput,
  Conv2DBackpropFilter: conv2dBackpropFilter,
};

export const gradients = [conv2dGradient];
