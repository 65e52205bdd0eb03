export type { HasState, InitContext, InitTarget } from './init/context.js';
export { truncatedNormalValues, xavierValues } from './init/draws.js';
export { type InitCfg, initCfgOption, initCfgSchema } from './init/init-cfg.js';
export { initialize } from './init/initialize.js';
export { BatchNorm2d, type BatchNorm2dOptions, type ScaleShift } from './layers/batch-norm2d.js';
export { type Layer, ModuleList, PlainModuleList, PlainSequential, Sequential } from './layers/containers.js';
export { ConvModule, type ConvModuleOptions, convCfgOption } from './layers/conv-module.js';
export { convNorm } from './layers/conv-norm.js';
export { ConvTranspose2d, type ConvTranspose2dOptions } from './layers/conv-transpose2d.js';
export { Conv2d, type Conv2dOptions, type Epilogue } from './layers/conv2d.js';
export { Dropout, DropPath } from './layers/dropout.js';
export { Embedding } from './layers/embedding.js';
export { GroupNorm } from './layers/group-norm.js';
export { LayerNorm } from './layers/layer-norm.js';
export { Linear, type LinearOptions } from './layers/linear.js';
export { Norm, type NormOptions } from './layers/norm.js';
export { type NormCfg, normCfgOption, normCfgSchema, normLayer } from './layers/norm-cfg.js';
export { Activation, AvgPool2d } from './layers/stateless.js';
export {
  asPublished,
  convLayout,
  flattenedLinearLayout,
  type Layout,
  linearLayout,
  mapLayout,
} from './layout.js';
export { Module } from './module.js';
export { type ActCfg, actCfgOption, actCfgSchema, activate, gelu, relu6 } from './ops/activations.js';
export { argsortDescending } from './ops/argsort.js';
export { type AttentionInputs, attention } from './ops/attention.js';
export { batchedNms, type Kept, type NmsConfig, nmsSchema } from './ops/batched-nms.js';
export { type ConvolutionOptions, convolution, transposedConvolution } from './ops/convolution.js';
export { sigmoidCrossEntropy, softmaxCrossEntropy } from './ops/cross-entropy.js';
export { type InterpolateOptions, interpolate } from './ops/interpolate.js';
export { l2Normalize } from './ops/l2-normalize.js';
export { type NmsOptions, nms } from './ops/nms.js';
export { groupNorm, layerNorm } from './ops/norms.js';
export { adaptiveAvgPool2d, avgPool2d, maxPool2d, type PoolOptions } from './ops/pooling.js';
export { type RoiAlignOptions, roiAlign } from './ops/roi-align.js';
export { type RoiLayer, roiLayerRegistry, roiLayers } from './ops/roi-layer.js';
export { roll } from './ops/roll.js';
export { type SoftKept, type SoftNmsOptions, softNms } from './ops/soft-nms.js';
export type { Pair, WindowOptions } from './ops/window.js';
export { Parameter, type ParameterOptions } from './parameter.js';
export type { DType, StateDict, TensorData, TensorRecord } from './state-dict.js';
