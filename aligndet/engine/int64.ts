/** @module Vectors of int64, which tfjs has no name for: some ops take shapes so. */
import type { Tensor1D } from '@tensorflow/tfjs';
import { tensorFlowBackend } from './backend.js';
import { dataTypes } from './runtime/dtypes.js';
import { tf } from './tfjs.js';

/** @returns a vector that tfjs takes for int32; an input of `rawOp`, and of nothing else. */
export function int64Vector(values: readonly number[]): Tensor1D {
  const vector = tf.tensor1d([...values], 'int32');
  // Values go to TensorFlow with the type that is noted here, on first use.
  const data = tensorFlowBackend().tensorMap.get(vector.dataId);
  data.dtype = dataTypes.int64;
  return vector;
}
