/** @module Golden ops of the layers: convolution, normalisation, activation, pooling, resizing. */
import { logSoftmax, softmax, type Tensor, type Tensor4D } from '../../../aligndet/engine/index.js';
import {
  type ActCfg,
  activate,
  adaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  ConvTranspose2d,
  GroupNorm,
  type InterpolateOptions,
  interpolate,
  LayerNorm,
  Linear,
  maxPool2d,
  type Pair,
} from '../../../aligndet/nn/index.js';
import { UnknownCase } from '../handler.js';
import { input } from './arrays.js';
import type { OpCase, OpHandler } from './op-handler.js';
import { checkTensorOp, map, type TensorOp } from './tensors.js';

const maps = { x: map, out: map };
const asMap = (x: Tensor) => x as Tensor4D;
const hasBias = ({ inputs }: OpCase) => inputs.has('bias');

const conv2d: OpHandler = (golden) => {
  const [outChannels, perGroup, ...sizes] = input(golden, 'weight').shape;
  const { groups = 1, stride, padding, dilation } = golden.args as { groups?: number } & Record<string, Pair>;
  const options = { groups, stride, padding, dilation, hasBias: hasBias(golden) };
  const module = new Conv2d(perGroup * groups, outChannels, sizes as [number, number], options);
  return checkTensorOp(golden, {
    orders: maps,
    module,
    forward: ({ x }) => ({ out: module.forward(asMap(x)) }),
  });
};

const convTranspose2d: OpHandler = (golden) => {
  const [inChannels, outChannels, ...sizes] = input(golden, 'weight').shape;
  const { stride, padding, dilation, output_padding: outputPadding } = golden.args as Record<string, Pair>;
  const options = { stride, padding, dilation, outputPadding, hasBias: hasBias(golden) };
  const module = new ConvTranspose2d(inChannels, outChannels, sizes as [number, number], options);
  return checkTensorOp(golden, {
    orders: maps,
    module,
    forward: ({ x }) => ({ out: module.forward(asMap(x)) }),
  });
};

const linear: OpHandler = (golden) => {
  const [outFeatures, inFeatures] = input(golden, 'weight').shape;
  const module = new Linear(inFeatures, outFeatures, { hasBias: hasBias(golden) });
  return checkTensorOp(golden, { module, forward: ({ x }) => ({ out: module.forward(x) }) });
};

const batchNorm: OpHandler = (golden) => {
  const { training, momentum, eps } = golden.args as { training: boolean; momentum: number; eps: number };
  const module = new BatchNorm2d(input(golden, 'weight').shape[0], { momentum, eps }).train(training);
  const forward: TensorOp['forward'] = ({ x }) => ({
    out: module.forward(x),
    running_mean_after: module.runningMean!.value.clone(),
    running_var_after: module.runningVar!.value.clone(),
  });
  return checkTensorOp(golden, { orders: maps, module, forward });
};

const groupNorm: OpHandler = (golden) => {
  const { num_groups: groups, eps } = golden.args as { num_groups: number; eps: number };
  const module = new GroupNorm(groups, input(golden, 'weight').shape[0], { eps });
  return checkTensorOp(golden, { orders: maps, module, forward: ({ x }) => ({ out: module.forward(x) }) });
};

const layerNorm: OpHandler = (golden) => {
  const { eps } = golden.args as { eps: number };
  const module = new LayerNorm(input(golden, 'weight').shape[0], { eps });
  return checkTensorOp(golden, { module, forward: ({ x }) => ({ out: module.forward(x) }) });
};

/** The reference's function names and the names in configs. */
const activationTypes: Record<string, ActCfg['type']> = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  gelu: 'GELU',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  silu: 'SiLU',
  swish: 'Swish',
  leaky_relu: 'LeakyReLU',
  elu: 'ELU',
  hardswish: 'HSwish',
};

const activation: OpHandler = (golden) => {
  const type = activationTypes[String(golden.args.type)];
  if (type === undefined) throw new UnknownCase(`no activation "${golden.args.type}"`);
  return checkTensorOp(golden, { forward: ({ x }) => ({ out: activate(x, { type }) }) });
};

const softmaxOp: OpHandler = (golden) => {
  const { dim, log = false } = golden.args as { dim: number; log?: boolean };
  const along = (x: Tensor) => (log ? logSoftmax(x) : softmax(x));
  return checkTensorOp(golden, {
    forward: ({ x }) => {
      const last = x.rank - 1;
      const axes = Array.from(x.shape.keys());
      [axes[(dim + x.rank) % x.rank], axes[last]] = [last, axes[(dim + x.rank) % x.rank]];
      return { out: along(x.transpose(axes)).transpose(axes) };
    },
  });
};

const interpolateOp: OpHandler = (golden) => {
  const { size, scale_factor: scaleFactor, mode, align_corners: corners } = golden.args;
  const options = { size, scaleFactor, mode, alignCorners: corners ?? false } as InterpolateOptions;
  return checkTensorOp(golden, {
    orders: maps,
    forward: ({ x }) => ({ out: interpolate(asMap(x), options) }),
  });
};

const maxPool: OpHandler = (golden) => {
  const { kernel_size: kernel, stride, padding } = golden.args as Record<string, Pair>;
  const options = { stride, padding, isCeil: golden.args.ceil_mode === true };
  return checkTensorOp(golden, {
    orders: maps,
    forward: ({ x }) => ({ out: maxPool2d(asMap(x), kernel, options) }),
  });
};

const adaptiveAvgPool: OpHandler = (golden) => {
  const size = golden.args.output_size as Pair;
  return checkTensorOp(golden, {
    orders: maps,
    forward: ({ x }) => ({ out: adaptiveAvgPool2d(asMap(x), size) }),
  });
};

export const nnOps: Record<string, OpHandler> = {
  activation,
  adaptive_avg_pool2d: adaptiveAvgPool,
  batch_norm: batchNorm,
  conv2d,
  conv_transpose2d: convTranspose2d,
  group_norm: groupNorm,
  interpolate: interpolateOp,
  layer_norm: layerNorm,
  linear,
  max_pool2d: maxPool,
  softmax: softmaxOp,
};
