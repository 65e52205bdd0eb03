/**
 * @module The tensor engine: tfjs's tensors and gradients on a current TensorFlow, which the first operation loads.
 *
 * Only this folder imports the backend.
 */
import './start.js';

export * from './api.js';
export { type EngineName, engineName } from './backend.js';
export { type Compiled, type CompileOptions, compile } from './compile/compile.js';
export { inDoublePrecision } from './double-precision.js';
export { type LossGradients, lossGradients } from './gradients.js';
export { int64Vector } from './int64.js';
export { filterGradient } from './kernels/filter-gradient.js';
export { addKernel, type OwnOperation } from './kernels/registry.js';
export { type EngineMemory, memory } from './memory.js';
export { type BatchNormResult, batchNormTrain } from './ops/batch-norm-train.js';
export { biasAdd } from './ops/bias-add.js';
export { channelSums } from './ops/channel-sums.js';
export { absolute, clamp, clampMin, larger, smaller } from './ops/elementwise.js';
export { type FusedEpilogue, fusedConvolution } from './ops/fused-convolution.js';
export { type InterpolationMode, interpolate } from './ops/interpolate.js';
export { oneHot } from './ops/one-hot.js';
export { noGrad, stopGradient } from './ops/stop-gradient.js';
export { uniformDraws } from './ops/uniform-draws.js';
export {
  fusedOutputs,
  isWinogradFaster,
  winogradConvolution,
  winogradFilterGradient,
  winogradInputGradient,
} from './ops/winograd/winograd.js';
export { type AttributeValue, rawOp, singleOp } from './raw-op.js';
export {
  configure as configureEngine,
  currentOptions as engineOptions,
  isRunning as isEngineRunning,
  runtime,
} from './runtime/runtime.js';
export { cacheFolder } from './setup/cache.js';
export { ensureEngine, type SetupOptions, setUpEngine } from './setup/index.js';
export { type SetupState, setupState } from './setup/state.js';
