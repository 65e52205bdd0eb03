/** @module An image or map in memory: always `[H, W, C]`, whatever axis order the reference has at that step. */

export type PixelData = Uint8Array | Float32Array | Int32Array;

/**
 * Axis order in the reference. The data is not transposed: `CHW` after a format step, `HW` for label maps and
 * `1HW` for formatted ones. Some published keys depend on it.
 */
export type Axes = 'HWC' | 'CHW' | 'HW' | '1HW';

export interface Pixels {
  /** `[height, width, channels]`. Immutable once it is in a sample: samples share it. */
  readonly data: PixelData;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly axes: Axes;
}

/** The shape of the reference's array. */
export function publishedShape({ height, width, channels, axes }: Pixels): number[] {
  switch (axes) {
    case 'HWC':
      return [height, width, channels];
    case 'CHW':
      return [channels, height, width];
    case 'HW':
      return [height, width];
    case '1HW':
      return [1, height, width];
  }
}

/** Zeros of the same type as `like`. */
export function emptyLike<T extends PixelData>(like: T, length: number): T {
  if (like instanceof Uint8Array) return new Uint8Array(length) as PixelData as T;
  return (like instanceof Float32Array ? new Float32Array(length) : new Int32Array(length)) as PixelData as T;
}
