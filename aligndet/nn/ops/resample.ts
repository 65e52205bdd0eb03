/** @module Separable linear maps of images: pooling and resizing for which TensorFlow has no op. */
import { matMul, type Tensor2D, type Tensor3D, type Tensor4D, tensor2d, tidy } from '../../engine/index.js';

/** Sources of each output position: `[index, weight]`. */
export type Sources = readonly (readonly (readonly [index: number, weight: number])[])[];

/**
 * Every output pixel is the weighted sum over sources of its row and column.
 *
 * @param x `[B, H, W, C]`. @returns `[B, H', W', C]`.
 */
export function resample(x: Tensor4D, rows: Sources, columns: Sources): Tensor4D {
  return tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const down = alongFirst(x.reshape([batch, height, width * channels]), rows); // [B, H', W * C]
    const turned = down.reshape<Tensor4D>([batch, rows.length, width, channels]).transpose([0, 2, 1, 3]);
    const across = alongFirst(turned.reshape([batch, width, rows.length * channels]), columns); // [B, W', H' * C]
    return across.reshape<Tensor4D>([batch, columns.length, rows.length, channels]).transpose([0, 2, 1, 3]);
  });
}

function alongFirst(x: Tensor3D, sources: Sources): Tensor3D {
  const [batch, length, rest] = x.shape;
  const matrix = matrixOf(sources, length);
  const lines = x.transpose<Tensor3D>([1, 0, 2]).reshape<Tensor2D>([length, batch * rest]);
  return matMul(matrix, lines).reshape<Tensor3D>([sources.length, batch, rest]).transpose([1, 0, 2]);
}

function matrixOf(sources: Sources, length: number): Tensor2D {
  const values = new Float32Array(sources.length * length);
  sources.forEach((fractions, row) => {
    for (const [index, weight] of fractions) values[row * length + index] += weight;
  });
  return tensor2d(values, [sources.length, length]);
}
