/** @module Zeros around a map, so that windows cover all of it: mmdetection's `AdaptivePadding`. */
import { pad, type Tensor4D } from '../../../engine/index.js';

/** All below and right (`corner`), or half of them above and left (`same`). */
export type AdaptiveMode = 'corner' | 'same';

export interface Tiling {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
}

/** @param x `[B, H, W, C]`. @returns `x` itself when nothing is missing. */
export function padAdaptively(x: Tensor4D, tiling: Tiling, mode: AdaptiveMode): Tensor4D {
  const [rows, columns] = [missing(x.shape[1], tiling, 0), missing(x.shape[2], tiling, 1)];
  if (rows === 0 && columns === 0) return x;
  const split = (count: number): [number, number] => {
    const before = mode === 'same' ? Math.floor(count / 2) : 0;
    return [before, count - before];
  };
  return pad(x, [[0, 0], split(rows), split(columns), [0, 0]]);
}

/** How many pixels the last window lacks. */
function missing(length: number, { kernel, stride, dilation }: Tiling, axis: 0 | 1): number {
  const count = Math.ceil(length / stride[axis]);
  const covered = (count - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
  return Math.max(covered - length, 0);
}
