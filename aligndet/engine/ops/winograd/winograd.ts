/**
 * @module Convolution with a 3 x 3 filter, stride 1 and padding 1, in a quarter of the products:
 * Winograd's F(4 x 4, 3 x 3) ({@link ./matrices.js}), with both gradients. oneDNN no longer implements the algorithm;
 * here it consists of gathers and matrix products.
 *
 * Dims: I and O channels in and out, P tiles, N = B * H * W pixels.
 */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { isDoublePrecision } from '../../double-precision.js';
import { singleOp } from '../../raw-op.js';
import { usesGpu } from '../../runtime/runtime.js';
import { tf } from '../../tfjs.js';
import { fusedProduct } from '../fused-product.js';
import {
  filterTransform,
  INPUTS,
  inputTransform,
  OUTPUTS,
  outputTransform,
  TAPS,
  turnedFilterTransform,
} from './matrices.js';
import { type Tiling, tilingOf } from './tiles.js';

const INPUT_VALUES = INPUTS ** 2; // 36
const OUTPUT_VALUES = OUTPUTS ** 2; // 16
const FILTER_VALUES = TAPS ** 2; // 9

/** Bytes of tiles per chunk: enough for large products, little compared with the activations of a training run. */
const CHUNK_BYTES = 60e6;

/**
 * Minimum sizes; below them the products are too small to pay for the tiling (measured on AVX-512 with 2 threads: at
 * the limits
 * both take the same time; at 128 x 128 pixels of 256 channels this takes 0.4 to 0.8 of oneDNN's time).
 */
const MIN_CHANNELS = 192;
const MIN_TILES = 128;

/** `ALIGNDET_WINOGRAD=0` uses oneDNN for all convolutions. */
const isOff = process.env.ALIGNDET_WINOGRAD === '0';

/**
 * Whether Winograd is faster for `[B, H, W, I]` and a filter `[3, 3, I, O]`; never on a GPU, whose library
 * chooses its own algorithm, and not in float64, which serves to distinguish rounding from errors.
 */
export function isWinogradFaster(
  [batch, height, width]: readonly number[],
  filter: readonly number[],
): boolean {
  const isWide = Math.min(filter[2], filter[3]) >= MIN_CHANNELS;
  if (isOff || !isWide || batch * height * width < MIN_TILES * OUTPUT_VALUES) return false;
  return !isDoublePrecision() && !usesGpu();
}

/**
 * @param x `[B, H, W, I]`.
 * @param filter `[3, 3, I, O]`.
 * @param finish computes the outputs `[16, P * O]` from the products `[36, P * O]`: {@link fusedOutputs}.
 * @returns `[B, H, W, O]`.
 */
export function winogradConvolution(x: Tensor, filter: Tensor, finish = plainOutputs): Tensor {
  return tf.tidy(() => {
    const [, , inputs, outputs] = filter.shape as number[];
    const weights = product(filterTransform, filter.reshape([FILTER_VALUES, inputs * outputs]));
    return convolve(x, weights.reshape([INPUT_VALUES, inputs, outputs]), outputs, false, finish);
  });
}

/** @param filter `[3, 3, I, O]`. @param dy `[B, H, W, O]`. @returns the gradient of the input, `[B, H, W, I]`. */
export function winogradInputGradient(filter: Tensor, dy: Tensor): Tensor {
  return tf.tidy(() => {
    const [, , inputs, outputs] = filter.shape as number[];
    const weights = product(turnedFilterTransform, filter.reshape([FILTER_VALUES, inputs * outputs]));
    return convolve(dy, weights.reshape([INPUT_VALUES, inputs, outputs]), inputs, true);
  });
}

/** @param x `[B, H, W, I]`. @param dy `[B, H, W, O]`. @returns the gradient of the filter, `[3, 3, I, O]`. */
export function winogradFilterGradient(x: Tensor, dy: Tensor): Tensor {
  return tf.tidy(() => {
    const [batch, height, width, inputs] = x.shape as number[];
    const outputs = dy.shape[3]!;
    const tiling = tilingOf(batch, height, width);
    let sum: Tensor | undefined;
    for (const chunk of chunksOf(tiling, Math.max(inputs, outputs))) {
      const earlier = sum;
      sum = tf.tidy(() => {
        const values = inputTiles(x, tiling, chunk); // [36, P, I]
        const tiles = gather(dy, tiling.outputs, tiling, chunk); // [16, P * O]
        const spread = product(outputTransform, tiles, true); // [36, P * O]
        tiles.dispose();
        const gradient = tf.matMul(values, spread.reshape([INPUT_VALUES, -1, outputs]), true); // [36, I, O]
        return earlier === undefined ? gradient : gradient.add(earlier);
      });
      earlier?.dispose();
    }
    const gradient = product(filterTransform, sum!.reshape([INPUT_VALUES, inputs * outputs]), true);
    return gradient.reshape([TAPS, TAPS, inputs, outputs]);
  });
}

function plainOutputs(products: Tensor): Tensor {
  return product(outputTransform, products);
}

/** Adds the bias `[O]` and optionally applies ReLU, fused where TensorFlow has the op. */
export function fusedOutputs(bias: Tensor, hasRelu: boolean): (products: Tensor) => Tensor {
  return (products) =>
    tf.tidy(() => {
      const values = products.shape[1]!; // P * O
      const fused = fusedProduct(tf.tensor2d(outputTransform as number[][]), products, bias, hasRelu);
      if (fused !== undefined) return fused;
      const sums = plainOutputs(products).reshape([-1, bias.size]).add(bias);
      return (hasRelu ? sums.relu() : sums).reshape([OUTPUT_VALUES, values]);
    });
}

/** A range of tiles. */
interface Chunk {
  readonly start: number;
  readonly end: number;
}

function convolve(
  x: Tensor,
  weights: Tensor,
  channels: number,
  isTransposed: boolean,
  finish = plainOutputs,
): Tensor {
  const [batch, height, width, given] = x.shape as number[];
  const tiling = tilingOf(batch, height, width);
  const chunks = chunksOf(tiling, Math.max(channels, given));
  const parts = chunks.map((chunk) =>
    tf.tidy(() => {
      const values = inputTiles(x, tiling, chunk); // [36, P, I]
      const products = tf.matMul(values, weights, false, isTransposed); // [36, P, O]
      values.dispose();
      return finish(products.reshape([INPUT_VALUES, -1])).reshape([-1, channels]); // [16 P, O]
    }),
  );
  const tiles = parts.length === 1 ? parts[0] : tf.concat(parts);
  for (const part of parts) if (part !== tiles) part.dispose();
  const positions = positionsOf(tiling, chunks, batch * height * width);
  return rowsAt(tiles, positions).reshape<Tensor4D>([batch, height, width, channels]);
}

/** The transformed tiles of a chunk, `[36, P, C]`. */
function inputTiles(x: Tensor, tiling: Tiling, chunk: Chunk): Tensor {
  return tf.tidy(() => {
    const tiles = gather(x, tiling.inputs, tiling, chunk);
    return product(inputTransform, tiles).reshape([INPUT_VALUES, -1, x.shape[3]!]);
  });
}

/**
 * The values of a chunk's tiles, `[rows, P * C]`.
 *
 * @param x `[B, H, W, C]`. @param positions `[rows, P]`, pixel indices in the whole map.
 */
function gather(x: Tensor, positions: Int32Array, { numTiles }: Tiling, { start, end }: Chunk): Tensor {
  const rows = positions.length / numTiles;
  const own = new Int32Array(rows * (end - start));
  for (let row = 0; row < rows; row++) {
    own.set(positions.subarray(row * numTiles + start, row * numTiles + end), row * (end - start));
  }
  return tf.tidy(() => rowsAt(x.reshape([-1, x.shape[3]!]), own).reshape([rows, -1]));
}

/** Rows of `[N, C]` by index; zeros for the index N. */
function rowsAt(values: Tensor, rows: Int32Array): Tensor {
  return tf.tidy(() => {
    const numbers = tf.tensor2d(rows, [rows.length, 1], 'int32');
    return singleOp('GatherNd', { bad_indices_policy: 'IGNORE' }, [values, numbers]);
  });
}

/** For each pixel, the row of `[16 P, O]` with its value, with the chunks' tiles concatenated. */
function positionsOf(
  { outputs, numTiles }: Tiling,
  chunks: readonly Chunk[],
  numPixels: number,
): Int32Array<ArrayBuffer> {
  const positions = new Int32Array(numPixels + 1); // the last one is for zeros
  for (const { start, end } of chunks) {
    for (let value = 0; value < OUTPUT_VALUES; value++) {
      const row = OUTPUT_VALUES * start + value * (end - start) - start;
      for (let tile = start; tile < end; tile++) positions[outputs[value * numTiles + tile]] = row + tile;
    }
  }
  return positions.subarray(0, numPixels);
}

function chunksOf({ numTiles }: Tiling, channels: number): Chunk[] {
  const largest = Math.max(1, Math.floor(CHUNK_BYTES / (INPUT_VALUES * channels * 4)));
  const count = Math.ceil(numTiles / largest);
  return Array.from({ length: count }, (_, i) => ({
    start: Math.floor((i * numTiles) / count),
    end: Math.floor(((i + 1) * numTiles) / count),
  }));
}

function product(matrix: readonly (readonly number[])[], values: Tensor, isTransposed = false): Tensor {
  return tf.tidy(() => tf.matMul(tf.tensor2d(matrix as number[][]), values as Tensor2D, isTransposed));
}
