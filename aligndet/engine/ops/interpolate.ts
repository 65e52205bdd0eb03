/** @module Resizes feature maps as PyTorch's `F.interpolate` does. */
import type { Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';

export type InterpolationMode = 'nearest' | 'bilinear';

/**
 * Resizes maps as PyTorch's `F.interpolate` does.
 *
 * @example
 * ```ts
 * import { interpolate, tensor4d } from 'aligndet/engine';
 *
 * const x = tensor4d([1, 2], [1, 1, 2, 1]);
 * console.log(interpolate(x, [1, 4], 'nearest').flatten().arraySync()); // -> [ 1, 1, 2, 2 ]
 * ```
 *
 * @param x `[B, H, W, C]`.
 * @param size `[H', W']`.
 * @param alignCorners as in PyTorch: the corner pixels keep their values. Only for `bilinear`.
 * @returns `[B, H', W', C]`.
 */
export function interpolate(
  x: Tensor4D,
  size: readonly [number, number],
  mode: InterpolationMode,
  alignCorners = false,
): Tensor4D {
  const [height, width] = size;
  if (x.shape[1] === height && x.shape[2] === width) return x.clone();
  if (mode === 'bilinear') return tf.image.resizeBilinear(x, [height, width], alignCorners, !alignCorners);
  return tf.image.resizeNearestNeighbor(x, [height, width]);
}
