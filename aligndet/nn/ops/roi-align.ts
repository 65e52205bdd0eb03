/**
 * @module RoIAlign, https://arxiv.org/abs/1703.06870, section 3: fixed-size features of RoIs of any size, as in mmcv
 * 1.6. Dims: R RoIs, h, w bins, C channels.
 */
import { ShapeError } from '../../core/index.js';
import { type Tensor4D, zeros } from '../../engine/index.js';
import { averageOfSamples } from './roi-average.js';
import { type RoiGridOptions, roiGrid } from './roi-grid.js';
import { maxOfSamples } from './roi-max.js';

export interface RoiAlignOptions extends RoiGridOptions {
  /** Mean or max over the samples of a bin. */
  readonly pooling: 'avg' | 'max';
}

/**
 * @param x `[B, H, W, C]`; gradients flow into it.
 * @param rois `[R, 5]`: image, x1, y1, x2, y2 in pixels of the image; no gradient.
 * @returns `[R, h, w, C]`.
 * @throws {DataError} for an RoI of negative size, unless pixels are not aligned.
 */
export function roiAlign(x: Tensor4D, rois: Float32Array, options: RoiAlignOptions): Tensor4D {
  const [height, width] = options.outputSize;
  if (rois.length === 0) return zeros([0, height, width, x.shape[3]]);
  const grid = roiGrid(rois, options);
  const stray = grid.image.findIndex((index) => index < 0 || index >= x.shape[0]);
  if (stray >= 0) {
    throw new ShapeError(
      `RoIAlign: RoI ${stray} refers to image ${grid.image[stray]}, but there are ${x.shape[0]}.`,
    );
  }
  if (options.pooling === 'max') return maxOfSamples(x, grid);
  return averageOfSamples(x, grid);
}
