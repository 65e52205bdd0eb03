/**
 * @module RoIAlign of RoIs whose samples are all inside the map: TensorFlow crops the grid of samples, which is faster
 * than the matrix, then averages the samples of a bin. Dims: R RoIs, h, w bins, C channels.
 */
import { avgPool, image, type Tensor4D, tensor1d, tensor2d, tidy } from '../../engine/index.js';
import { type GridAxis, type RoiGrid, samplePosition } from './roi-grid.js';

/** Min distance of samples from the border: cropping rounds their positions, and is zero outside. */
const MARGIN = 1e-3;

/** Max elements of one crop: more would exceed the processor's caches. */
const LARGEST_CROP = 2 ** 22;

/** Whether all samples of an RoI are between pixels of the map. */
export function isInside({ y, x }: RoiGrid, roi: number, height: number, width: number): boolean {
  return liesInside(y, roi, height) && liesInside(x, roi, width);
}

function liesInside(axis: GridAxis, roi: number, length: number): boolean {
  const samples = axis.samples[roi];
  return (
    samples > 0 &&
    samplePosition(axis, roi, 0, 0) >= MARGIN &&
    samplePosition(axis, roi, axis.bins - 1, samples - 1) <= length - 1 - MARGIN
  );
}

/** RoIs with equal numbers of samples, for a single crop. */
export function groupBySamples({ y, x }: RoiGrid, rois: readonly number[]): Int32Array[] {
  const groups = new Map<string, number[]>();
  for (const roi of rois) {
    const key = `${y.samples[roi]} ${x.samples[roi]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [roi]);
    else group.push(roi);
  }
  return [...groups.values()].map((group) => Int32Array.from(group));
}

/**
 * Row i of the result is RoI `rois[i]`; all have the same numbers of samples.
 *
 * @returns `[R, h, w, C]`, in chunks.
 */
export function cropRois(x: Tensor4D, grid: RoiGrid, rois: Int32Array): Tensor4D[] {
  const samplesY = grid.y.samples[rois[0]];
  const samplesX = grid.x.samples[rois[0]];
  const size: [number, number] = [grid.y.bins * samplesY, grid.x.bins * samplesX];
  const perCrop = Math.max(1, Math.floor(LARGEST_CROP / (size[0] * size[1] * x.shape[3])));
  return tidy(() => {
    const parts: Tensor4D[] = [];
    for (let start = 0; start < rois.length; start += perCrop) {
      const some = rois.subarray(start, start + perCrop);
      const part = tidy(() => {
        const boxes = tensor2d(boxesOf(x, grid, some), [some.length, 4]);
        const images = tensor1d(
          Int32Array.from(some, (roi) => grid.image[roi]),
          'int32',
        );
        const crops = image.cropAndResize(x, boxes, images, size, 'bilinear'); // [R, h * samples, w * samples, C]
        const window: [number, number] = [samplesY, samplesX];
        return samplesY * samplesX === 1 ? crops : avgPool(crops, window, window, 'valid');
      });
      parts.push(part);
    }
    return parts;
  });
}

/** First and last samples as fractions of the map: `[y1, x1, y2, x2]` per RoI. */
function boxesOf(x: Tensor4D, grid: RoiGrid, rois: Int32Array): Float32Array {
  const [, height, width] = x.shape;
  const boxes = new Float32Array(4 * rois.length);
  rois.forEach((roi, row) => {
    [grid.y, grid.x].forEach((axis, at) => {
      const last = (at === 0 ? height : width) - 1;
      boxes[4 * row + at] = samplePosition(axis, roi, 0, 0) / last;
      boxes[4 * row + at + 2] = samplePosition(axis, roi, axis.bins - 1, axis.samples[roi] - 1) / last;
    });
  });
  return boxes;
}
