/** @module Vectors of int64, which tfjs lacks: some ops take shapes as int64. */
import type { Tensor1D } from '@tensorflow/tfjs';
import { tensorFlowBackend } from './backend.js';
import { dataTypes } from './runtime/dtypes.js';
import { tf } from './tfjs.js';

/** @returns a vector that tfjs treats as int32; valid only as an input of `rawOp`. */
export function int64Vector(values: readonly number[]): Tensor1D {
  const vector = tf.tensor1d([...values], 'int32');
  // Values are passed to TensorFlow on first use, with the dtype recorded here.
  const data = tensorFlowBackend().tensorMap.get(vector.dataId);
  data.dtype = dataTypes.int64;
  return vector;
}
