/**
 * @module `(pixel - mean) / std` per channel, rounded as `mmcv.imnormalize` rounds it. Dims: H, W, C = 3.
 * Bytes go through tables, see {@link normalizedLevels}; this handles everything else.
 */
import type { PixelData } from '../pixels.js';

/**
 * @param source `[H, W, 3]`.
 * @param mean float32 values in output channel order.
 * @param swapsChannels whether blue and red are swapped first.
 */
export function normalize(
  source: PixelData,
  mean: Float32Array,
  std: Float32Array,
  swapsChannels: boolean,
): Float32Array {
  const [first, third] = swapsChannels ? [2, 0] : [0, 2];
  const result = new Float32Array(source.length);
  const factor = Float64Array.from(std, (value) => 1 / value);
  const { fround } = Math;
  for (let i = 0; i < source.length; i += 3) {
    result[i] = fround(fround(source[i + first]) - mean[0]) * factor[0];
    result[i + 1] = fround(fround(source[i + 1]) - mean[1]) * factor[1];
    result[i + 2] = fround(fround(source[i + third]) - mean[2]) * factor[2];
  }
  return result;
}

/** The result for each of the 256 levels. OpenCV multiplies the float32 difference by a double. */
export function normalizedLevels(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, level) => Math.fround(level - mean) * (1 / std));
}
