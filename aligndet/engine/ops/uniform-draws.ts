/**
 * @module Many uniform draws at once: each value depends only on the seed and its index, so that neither the number
 * of threads
 * nor the machine affects it. Philox, Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { singleOp } from '../raw-op.js';
import { tf } from '../tfjs.js';

/** @param seed two int32. @returns float32 in [0, 1). */
export function uniformDraws(shape: readonly number[], seed: readonly [number, number]): Tensor {
  return tf.tidy(() => {
    const inputs = [tf.tensor1d([...shape], 'int32'), tf.tensor1d([...seed], 'int32')];
    return singleOp('StatelessRandomUniform', { dtype: 'float32' }, inputs);
  });
}
