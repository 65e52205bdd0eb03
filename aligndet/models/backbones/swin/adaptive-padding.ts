/** @module Zero padding of a map to a multiple of the kernel: mmdetection's `AdaptivePadding`. */
import { pad, type Tensor4D } from '../../../engine/index.js';

/** All at the bottom and right (`corner`), or half of it at the top and left (`same`). */
export type AdaptiveMode = 'corner' | 'same';

export interface Tiling {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
}

/** @param x `[B, H, W, C]`. @returns `x` itself if no padding is needed. */
export function padAdaptively(x: Tensor4D, tiling: Tiling, mode: AdaptiveMode): Tensor4D {
  const [rows, columns] = [missing(x.shape[1], tiling, 0), missing(x.shape[2], tiling, 1)];
  if (rows === 0 && columns === 0) return x;
  const split = (count: number): [number, number] => {
    const before = mode === 'same' ? Math.floor(count / 2) : 0;
    return [before, count - before];
  };
  return pad(x, [[0, 0], split(rows), split(columns), [0, 0]]);
}

/** Number of missing pixels of the last window. */
function missing(length: number, { kernel, stride, dilation }: Tiling, axis: 0 | 1): number {
  const count = Math.ceil(length / stride[axis]);
  const covered = (count - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
  return Math.max(covered - length, 0);
}
