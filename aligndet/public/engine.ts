/** @module `aligndet/engine`: tensors, gradients and memory scopes on TensorFlow, which the first operation loads. */
export {
  type DataType,
  dispose,
  ensureEngine,
  grad,
  keep,
  memory,
  scalar,
  type Tensor,
  type TypedArray,
  tensor,
  tidy,
  type Variable,
  variable,
} from '../engine/index.js';
