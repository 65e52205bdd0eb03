/**
 * @module RoIAlign as a sparse matrix from pixels to bins: its product with a map in the forward pass, that of its
 * transpose with the gradients in the backward pass. Dims: R RoIs, h, w bins, P = B * H * W pixels, E entries, C
 * channels.
 */
import {
  int64Vector,
  singleOp,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
} from '../../engine/index.js';
import { type RoiGrid, type Taps, tapsOf } from './roi-grid.js';

/** Shape of a batch of maps. */
export type MapShape = readonly [batch: number, height: number, width: number, channels: number];

/** Row i of the result is RoI `rois[i]`. @returns `[R, h, w, C]`. */
export function multiplyByRois(x: Tensor4D, grid: RoiGrid, rois: Int32Array): Tensor4D {
  return tidy(() => {
    const { indices, weights, shape } = matrixOf(grid, rois, x.shape);
    const pixels = x.reshape([-1, x.shape[3]]); // [P, C]
    const bins = singleOp('SparseTensorDenseMatMul', {}, [indices, weights, shape, pixels]); // [R * h * w, C]
    return bins.reshape<Tensor4D>([rois.length, grid.y.bins, grid.x.bins, x.shape[3]]);
  });
}

/**
 * Gradient of the map from that of all bins.
 *
 * `CropAndResizeGradImage` would be the op for it, but its threads have a data race: sums get lost, and results differ
 * between runs.
 *
 * @param dy `[R, h, w, C]`. @returns `[B, H, W, C]`.
 */
export function multiplyByPixels(dy: Tensor, grid: RoiGrid, mapShape: MapShape): Tensor4D {
  return tidy(() => {
    const { indices, weights, shape } = matrixOf(grid, Int32Array.from(grid.image.keys()), mapShape);
    const bins = dy.reshape([-1, mapShape[3]]); // [R * h * w, C]
    const pixels = singleOp('SparseTensorDenseMatMul', { adjoint_a: true }, [indices, weights, shape, bins]); // [P, C]
    return pixels.reshape<Tensor4D>([...mapShape]);
  });
}

interface SparseMatrix {
  /** `[E, 2]` bin, pixel. */
  readonly indices: Tensor;
  /** `[E]`. */
  readonly weights: Tensor;
  /** `[2]`. */
  readonly shape: Tensor;
}

function matrixOf(grid: RoiGrid, rois: Int32Array, [batch, height, width]: MapShape): SparseMatrix {
  const taps = Array.from(rois, (roi) => ({
    y: tapsOf(grid.y, roi, height),
    x: tapsOf(grid.x, roi, width),
    firstRow: grid.image[roi] * height,
  }));
  const numEntries = taps.reduce((sum, { y, x }) => sum + y.bounds[grid.y.bins] * x.bounds[grid.x.bins], 0);
  const indices = new Int32Array(2 * numEntries);
  const weights = new Float32Array(numEntries);
  let entry = 0;
  let bin = 0;
  const addBin = (y: Taps, x: Taps, binY: number, binX: number, firstRow: number) => {
    for (let row = y.bounds[binY]; row < y.bounds[binY + 1]; row++) {
      const start = (firstRow + y.index[row]) * width;
      for (let column = x.bounds[binX]; column < x.bounds[binX + 1]; column++) {
        indices[2 * entry] = bin;
        indices[2 * entry + 1] = start + x.index[column];
        weights[entry++] = y.weight[row] * x.weight[column];
      }
    }
    bin++;
  };
  for (const { y, x, firstRow } of taps) {
    for (let binY = 0; binY < grid.y.bins; binY++) {
      for (let binX = 0; binX < grid.x.bins; binX++) addBin(y, x, binY, binX, firstRow);
    }
  }
  return {
    indices: tensor2d(indices, [numEntries, 2]),
    weights: tensor1d(weights),
    shape: int64Vector([bin, batch * height * width]),
  };
}
