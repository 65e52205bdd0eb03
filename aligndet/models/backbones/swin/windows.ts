/**
 * @module Windows of a map, for window attention: https://arxiv.org/abs/2103.14030, section 3.2. Dims: W windows of
 * `size` x `size` = N positions per image.
 */
import { pad, type Tensor3D, type Tensor4D, tensor2d, tidy } from '../../../engine/index.js';
import { roll } from '../../../nn/index.js';

/** Subtracted from the scores of pairs that are not neighbours in the image. */
const FAR_APART = 100;

export interface Windows {
  /** Positions per edge. */
  readonly size: number;
  /** Shift of the windows to the bottom right; 0 to `size - 1`. */
  readonly shift: number;
}

/** The computation within windows: `[B * W, N, C]` to the same shape, with `[W, N, N]` to add to scores. */
export type WithinWindows = (windows: Tensor3D, mask: Tensor3D | undefined) => Tensor3D;

/**
 * Runs `compute` on the windows of a map and puts the results back. Maps are zero-padded, and the padding takes part;
 * shifted windows wrap around the map, where `mask` separates positions that are not neighbours.
 *
 * @param x `[B, H, W, C]`. @returns `[B, H, W, C]`.
 */
export function inWindows(x: Tensor4D, { size, shift }: Windows, compute: WithinWindows): Tensor4D {
  return tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const filled = fillUp(x, size);
    const [, rows, columns] = filled.shape;
    const isShifted = shift > 0;
    const moved = isShifted ? roll(filled, [-shift, -shift], [1, 2]) : filled;
    const mask = isShifted ? shiftMask(rows, columns, { size, shift }) : undefined;
    const merged = merge(compute(partition(moved, size), mask), size, filled.shape);
    const back = isShifted ? roll(merged, [shift, shift], [1, 2]) : merged;
    const isWhole = rows === height && columns === width;
    return isWhole ? back : back.slice([0, 0, 0, 0], [batch, height, width, channels]);
  });
}

function fillUp(x: Tensor4D, size: number): Tensor4D {
  const missing = (length: number) => (size - (length % size)) % size;
  const [rows, columns] = [missing(x.shape[1]), missing(x.shape[2])];
  if (rows === 0 && columns === 0) return x;
  return pad(x, [
    [0, 0],
    [0, rows],
    [0, columns],
    [0, 0],
  ]);
}

/** `[B, H, W, C]` to `[B * W, N, C]`; height and width are multiples of `size`. */
function partition(x: Tensor4D, size: number): Tensor3D {
  const [batch, height, width, channels] = x.shape;
  return x
    .reshape([batch, height / size, size, width / size, size, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([-1, size * size, channels]);
}

/** The inverse of {@link partition}. */
function merge(windows: Tensor3D, size: number, shape: Tensor4D['shape']): Tensor4D {
  const [batch, height, width, channels] = shape;
  return windows
    .reshape([batch, height / size, width / size, size, size, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape(shape);
}

/**
 * `[W, N, N]`: 0 for pairs of neighbouring image areas, a large negative value for pairs that only the shift brings
 * together.
 */
export function shiftMask(height: number, width: number, { size, shift }: Windows): Tensor3D {
  return tidy(() => {
    const part = (position: number, length: number) =>
      position < length - size ? 0 : position < length - shift ? 1 : 2;
    const parts = new Float32Array(height * width);
    let next = 0;
    for (let top = 0; top < height; top += size) {
      for (let left = 0; left < width; left += size) {
        for (let i = 0; i < size * size; i++) {
          const [y, x] = [top + Math.floor(i / size), left + (i % size)];
          parts[next++] = 3 * part(y, height) + part(x, width);
        }
      }
    }
    const positions = size * size;
    const ids = tensor2d(parts, [parts.length / positions, positions]);
    const [mine, others] = [ids.expandDims(2), ids.expandDims(1)]; // [W, N, 1], [W, 1, N]
    return mine.equal(others).toFloat().sub(1).mul<Tensor3D>(FAR_APART);
  });
}
