/**
 * @module Gradients of indexing ops: `topk`, `gatherND`, `scatterND`. tfjs has none; its gradient of `unstack` fails
 * for a single slice.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { singleOp } from '../raw-op.js';
import { tf } from '../tfjs.js';
import type { Gradient } from './registry.js';

/** Scatters the gradient of each value to its source position. */
const topK: Gradient = {
  kernelName: 'TopK',
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradFunc: (dys, [x, indices]) => ({
    x: () => {
      const [dValues] = dys as Tensor[];
      const columns = x.shape.at(-1)!;
      const k = indices.shape.at(-1)!;
      const rows = x.size / columns;
      const starts = tf.range(0, rows, 1, 'int32').mul(tf.scalar(columns, 'int32')); // [R]
      const flat = indices.reshape([rows, k]).add(starts.reshape([rows, 1])); // [R, k]
      return scatter(flat.reshape([rows * k, 1]), dValues.reshape([rows * k]), [x.size]).reshape(x.shape);
    },
  }),
};

const gatherND: Gradient = {
  kernelName: 'GatherNd',
  inputsToSave: ['params', 'indices'],
  gradFunc: (dy, [params, indices]) => ({
    params: () => scatter(indices, dy as Tensor, params.shape),
    indices: () => tf.zerosLike(indices),
  }),
};

const scatterND: Gradient = {
  kernelName: 'ScatterNd',
  inputsToSave: ['indices'],
  gradFunc: (dy, [indices]) => ({
    updates: () => singleOp('GatherNd', {}, [dy as Tensor, indices]),
    indices: () => tf.zerosLike(indices),
  }),
};

const unpack: Gradient = {
  kernelName: 'Unpack',
  gradFunc: (dys, _saved, attributes) => ({
    value: () => tf.stack([dys].flat(), (attributes as unknown as { axis: number }).axis),
  }),
};

/** Sums `updates` into zeros of `shape` at `indices`. */
function scatter(indices: Tensor, updates: Tensor, shape: readonly number[]): Tensor {
  return singleOp('ScatterNd', {}, [indices, updates, tf.tensor1d([...shape], 'int32')]);
}

export const gradients: Gradient[] = [topK, gatherND, scatterND, unpack];
