/**
 * @module `aligndet/engine`: tensors, operations, gradients and memory scopes on TensorFlow. Importing it loads the
 * operations; TensorFlow itself is loaded by the first operation, and downloaded to the cache by `ensureEngine`.
 *
 * Operations have their names in tfjs; images are `[B, H, W, C]`.
 */

/** The runtime: installed once on a machine, then loaded by the first operation. */
export {
  type EngineMemory,
  ensureEngine,
  memory,
  type SetupOptions,
} from '../engine/index.js';

/** Types of tensors. */
export type {
  DataType,
  DataTypeMap,
  GradSaveFunc,
  NamedTensorMap,
  Rank,
  Scalar,
  ShapeMap,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  Tensor5D,
  TensorContainer,
  TensorLike,
  TypedArray,
  Variable,
} from '../engine/index.js';

/** Creating, keeping and disposing tensors. */
export {
  cast,
  clone,
  dispose,
  eye,
  fill,
  keep,
  linspace,
  ones,
  onesLike,
  print,
  range,
  scalar,
  tensor,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
  tensor5d,
  tidy,
  variable,
  zeros,
  zerosLike,
} from '../engine/index.js';

/** Gradients. */
export {
  customGrad,
  grad,
  grads,
  valueAndGrad,
  valueAndGrads,
  variableGrads,
} from '../engine/index.js';

/** Element-wise arithmetic. */
export {
  abs,
  acos,
  add,
  addN,
  asin,
  atan,
  atan2,
  ceil,
  clipByValue,
  cos,
  div,
  divNoNan,
  elu,
  equal,
  erf,
  exp,
  expm1,
  floor,
  floorDiv,
  greater,
  greaterEqual,
  isFiniteElementwise,
  isInfElementwise,
  isNanElementwise,
  leakyRelu,
  less,
  lessEqual,
  log,
  log1p,
  logSigmoid,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  maximum,
  minimum,
  mod,
  mul,
  neg,
  notEqual,
  pow,
  prelu,
  reciprocal,
  relu,
  relu6,
  round,
  rsqrt,
  selu,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  squaredDifference,
  step,
  sub,
  tan,
  tanh,
  where,
} from '../engine/index.js';

/** Reductions and sorting. */
export {
  all,
  any,
  argMax,
  argMin,
  cumprod,
  cumsum,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  moments,
  norm,
  prod,
  softmax,
  sum,
} from '../engine/index.js';

/** Shape, indexing and concatenation. */
export {
  batchToSpaceND,
  booleanMaskAsync,
  broadcastTo,
  concat,
  concat1d,
  concat2d,
  concat3d,
  concat4d,
  depthToSpace,
  expandDims,
  gather,
  mirrorPad,
  pad,
  reshape,
  reverse,
  slice,
  spaceToBatchND,
  split,
  squeeze,
  stack,
  stridedSlice,
  tile,
  transpose,
  unstack,
  whereAsync,
} from '../engine/index.js';

/** Matrix products, convolutions, pooling. */
export {
  avgPool,
  batchNorm,
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  dot,
  einsum,
  matMul,
  maxPool,
  separableConv2d,
} from '../engine/index.js';

/** Resizing. */
export {
  image,
  linalg,
  losses,
} from '../engine/index.js';

/** Beyond tfjs: gradients that free intermediate tensors early, compiled functions, TensorFlow operations by name. */
export {
  type AttributeValue,
  type Compiled,
  type CompileOptions,
  compile,
  type InterpolationMode,
  interpolate,
  type LossGradients,
  lossGradients,
  oneHot,
  rawOp,
} from '../engine/index.js';
export { EngineError } from '../core/index.js';
