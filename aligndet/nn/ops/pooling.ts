/** @module Pooling with PyTorch's windows. Maps are `[B, H, W, C]`. */
import { ShapeError } from '../../core/index.js';
import { avgPool, maxPool, stridedSlice, type Tensor4D, tidy } from '../../engine/index.js';
import { resample, type Sources } from './resample.js';
import { type Pair, pair, type WindowOptions } from './window.js';

export interface PoolOptions extends Omit<WindowOptions, 'dilation'> {
  /** Round the number of windows up, so that a last, partial one covers the border. */
  readonly isCeil?: boolean;
}

/**
 * The max of each window; padding is never selected.
 *
 * @param kernel size of the window, and default of the stride.
 */
export function maxPool2d(x: Tensor4D, kernel: Pair, options: PoolOptions = {}): Tensor4D {
  const [kernelHeight, kernelWidth] = pair(kernel);
  const [strideY, strideX] = pair(options.stride ?? kernel);
  if (kernelHeight === 1 && kernelWidth === 1 && !hasPadding(options)) {
    return stridedSlice(x, [0, 0, 0, 0], x.shape, [1, strideY, strideX, 1]) as Tensor4D;
  }
  const rows = paddingOf(x.shape[1], kernelHeight, strideY, pair(options.padding ?? 0)[0], options.isCeil);
  const columns = paddingOf(x.shape[2], kernelWidth, strideX, pair(options.padding ?? 0)[1], options.isCeil);
  const padding: [number, number][] = [[0, 0], rows, columns, [0, 0]];
  return maxPool(
    x,
    [kernelHeight, kernelWidth],
    [strideY, strideX],
    padding as Parameters<typeof maxPool>[3],
  );
}

/** The mean of the pixels in each window: PyTorch's `count_include_pad=False`, without padding. */
export function avgPool2d(x: Tensor4D, kernel: Pair, options: Omit<PoolOptions, 'padding'> = {}): Tensor4D {
  const [kernelHeight, kernelWidth] = pair(kernel);
  const [strideY, strideX] = pair(options.stride ?? kernel);
  const rows = windowsOf(x.shape[1], kernelHeight, strideY, options.isCeil);
  const columns = windowsOf(x.shape[2], kernelWidth, strideX, options.isCeil);
  const isWhole = rows.isWhole && columns.isWhole;
  if (isWhole) return avgPool(x, [kernelHeight, kernelWidth], [strideY, strideX], 'valid');
  return resample(x, rows.sources, columns.sources);
}

/** @param size of the result; each value is the mean of its part of the map. */
export function adaptiveAvgPool2d(x: Tensor4D, size: Pair): Tensor4D {
  const [height, width] = pair(size);
  if (height === 1 && width === 1) return tidy(() => x.mean<Tensor4D>([1, 2], true));
  const parts = (length: number, count: number): Sources =>
    Array.from({ length: count }, (_, i) =>
      meanOf(Math.floor((i * length) / count), Math.ceil(((i + 1) * length) / count)),
    );
  return resample(x, parts(x.shape[1], height), parts(x.shape[2], width));
}

const hasPadding = ({ padding = 0 }: PoolOptions) => pair(padding).some((pad) => pad > 0);

/** Padding before and after, the latter including that of a partial last window. */
function paddingOf(
  length: number,
  kernel: number,
  stride: number,
  padding: number,
  isCeil = false,
): [number, number] {
  if (2 * padding > kernel) {
    throw new ShapeError(
      `Padding of a pooling window: expected at most half of its size (${kernel}), but got ${padding}.`,
    );
  }
  const count = numWindows(length, kernel, stride, padding, isCeil);
  return [padding, Math.max(padding, (count - 1) * stride + kernel - length - padding)];
}

function numWindows(
  length: number,
  kernel: number,
  stride: number,
  padding: number,
  isCeil: boolean,
): number {
  const steps = (length + 2 * padding - kernel) / stride;
  const count = (isCeil ? Math.ceil(steps) : Math.floor(steps)) + 1;
  // A window must start inside the map or the padding before it.
  return isCeil && (count - 1) * stride >= length + padding ? count - 1 : count;
}

function windowsOf(
  length: number,
  kernel: number,
  stride: number,
  isCeil = false,
): { sources: Sources; isWhole: boolean } {
  const count = numWindows(length, kernel, stride, 0, isCeil);
  const sources = Array.from({ length: count }, (_, i) =>
    meanOf(i * stride, Math.min(i * stride + kernel, length)),
  );
  return { sources, isWhole: (count - 1) * stride + kernel <= length };
}

function meanOf(start: number, end: number): [number, number][] {
  return Array.from({ length: end - start }, (_, i) => [start + i, 1 / (end - start)]);
}
