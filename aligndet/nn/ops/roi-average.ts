/** @module RoIAlign that averages the samples of each bin. Dims: R RoIs, h, w bins, C channels. */
import { addKernel, concat, gather, type Tensor4D, tensor1d, tidy } from '../../engine/index.js';
import { cropRois, groupBySamples, isInside } from './roi-crop.js';
import type { RoiGrid } from './roi-grid.js';
import { type MapShape, multiplyByPixels, multiplyByRois } from './roi-matrix.js';

/** @param x `[B, H, W, C]`. @returns `[R, h, w, C]`. */
export function averageOfSamples(x: Tensor4D, grid: RoiGrid): Tensor4D {
  return run({ x }, { grid, mapShape: x.shape })[0] as Tensor4D;
}

const run = addKernel({
  name: 'AlignDetRoiAlign',
  forward: ({ x }, attributes) => [forward(x as Tensor4D, attributes.grid as RoiGrid)],
  gradient: ([dy], _, { grid, mapShape }) => ({
    x: () => multiplyByPixels(dy, grid as RoiGrid, mapShape as MapShape),
  }),
});

function forward(x: Tensor4D, grid: RoiGrid): Tensor4D {
  const [, height, width] = x.shape;
  const inner: number[] = [];
  const border: number[] = [];
  for (let roi = 0; roi < grid.count; roi++) (isInside(grid, roi, height, width) ? inner : border).push(roi);
  return tidy(() => {
    const groups = groupBySamples(grid, inner);
    const parts = groups.flatMap((rois) => cropRois(x, grid, rois));
    if (border.length > 0) {
      groups.push(Int32Array.from(border));
      parts.push(multiplyByRois(x, grid, Int32Array.from(border)));
    }
    const order = groups.flatMap((rois) => [...rois]);
    if (order.every((roi, row) => roi === row)) return parts.length === 1 ? parts[0] : concat(parts, 0);
    const rowOf = new Int32Array(order.length);
    order.forEach((roi, row) => {
      rowOf[roi] = row;
    });
    return gather(parts.length === 1 ? parts[0] : concat(parts, 0), tensor1d(rowOf, 'int32'));
  });
}
