/**
 * @module RoIAlign, https://arxiv.org/abs/1703.06870, section 3: maps of equal size for regions of any size, as mmcv 1.6
 * computes it. Dims: R regions, h, w bins, C channels.
 */
import { ShapeError } from '../../core/index.js';
import { type Tensor4D, zeros } from '../../engine/index.js';
import { averageOfSamples } from './roi-average.js';
import { type RoiGridOptions, roiGrid } from './roi-grid.js';
import { maxOfSamples } from './roi-max.js';

export interface RoiAlignOptions extends RoiGridOptions {
  /** The mean of a bin's samples, or the largest. */
  readonly pooling: 'avg' | 'max';
}

/**
 * @param x `[B, H, W, C]`; gradients flow into it.
 * @param rois `[R, 5]`: image, x1, y1, x2, y2 in pixels of the image; no gradient.
 * @returns `[R, h, w, C]`.
 * @throws {DataError} for a region of negative extent, unless pixels are not aligned.
 */
export function roiAlign(x: Tensor4D, rois: Float32Array, options: RoiAlignOptions): Tensor4D {
  const [height, width] = options.outputSize;
  if (rois.length === 0) return zeros([0, height, width, x.shape[3]]);
  const grid = roiGrid(rois, options);
  const stray = grid.image.findIndex((index) => index < 0 || index >= x.shape[0]);
  if (stray >= 0) {
    throw new ShapeError(
      `RoIAlign: region ${stray} is of image ${grid.image[stray]}, but there are ${x.shape[0]}.`,
    );
  }
  if (options.pooling === 'max') return maxOfSamples(x, grid);
  return averageOfSamples(x, grid);
}
