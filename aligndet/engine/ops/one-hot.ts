/** @module One-hot encoding; tfjs rejects a depth of 1, which a head with a single class needs. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';

/**
 * A row for each label, with a 1 at its index.
 *
 * @example
 * ```ts
 * import { oneHot, tensor1d } from 'aligndet/engine';
 *
 * console.log(oneHot(tensor1d([1, 0], 'int32'), 2).arraySync()); // -> [ [ 0, 1 ], [ 1, 0 ] ]
 * ```
 *
 * @param labels `[N]` int32.
 * @returns `[N, depth]` int32; a label outside of [0, depth) gives a row of zeros.
 */
export function oneHot(labels: Tensor1D, depth: number): Tensor2D {
  if (depth > 1) return tf.oneHot(labels, depth) as Tensor2D;
  return tf.tidy(() => tf.cast<Tensor>(labels.equal(0), 'int32').reshape<Tensor2D>([-1, 1]));
}
