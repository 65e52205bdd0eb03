/**
 * @module Pillow's `ImageEnhance`: blends an image with a version without its colour, brightness, contrast
 * or detail. Images are `[H, W, 3]`, 8 bits, blue first.
 */
import { identityTable, type LevelTable, mapLevels } from './levels.js';

/** `factor` 1 keeps the image, 0 gives its gray version. */
export function enhanceColor(source: Uint8Array, factor: number): Uint8Array {
  const blend = blender(factor);
  const result = new Uint8Array(source.length);
  for (let i = 0; i < source.length; i += 3) {
    const gray = luminance(source, i);
    result[i] = blend(gray, source[i]);
    result[i + 1] = blend(gray, source[i + 1]);
    result[i + 2] = blend(gray, source[i + 2]);
  }
  return result;
}

/** `factor` 1 keeps the image, 0 gives its mean gray. */
export function enhanceContrast(source: Uint8Array, factor: number): Uint8Array {
  let sum = 0;
  for (let i = 0; i < source.length; i += 3) sum += luminance(source, i);
  const mean = Math.floor(sum / (source.length / 3) + 0.5);
  return mapLevels(source, threeTimes(tableFrom(mean, factor)));
}

/** `factor` 1 keeps the image, 0 gives black. */
export function enhanceBrightness(source: Uint8Array, factor: number): Uint8Array {
  return mapLevels(source, threeTimes(tableFrom(0, factor)));
}

/** `factor` 1 keeps the image, 0 smooths it, above 1 sharpens. */
export function enhanceSharpness(
  source: Uint8Array,
  height: number,
  width: number,
  factor: number,
): Uint8Array {
  const blend = blender(factor);
  const smoothed = smooth(source, height, width);
  return smoothed.map((level, i) => blend(level, source[i]));
}

/** Pillow's gray of the pixel at `i`. */
function luminance(source: Uint8Array, i: number): number {
  return (source[i + 2] * 19595 + source[i + 1] * 38470 + source[i] * 7471 + 32768) >> 16;
}

/** `Image.blend`: float32 arithmetic, truncated towards zero, clamped where it extrapolates. */
function blender(factor: number): (from: number, to: number) => number {
  const { fround } = Math;
  const fraction = fround(factor);
  const steps = Float32Array.from({ length: 511 }, (_, i) => fraction * (i - 255));
  return (from, to) => {
    const level = Math.trunc(fround(from + steps[to - from + 255]));
    return Math.min(Math.max(level, 0), 255);
  };
}

function tableFrom(level: number, factor: number): LevelTable {
  const blend = blender(factor);
  return identityTable.map((to) => blend(level, to));
}

function threeTimes(table: LevelTable): LevelTable[] {
  return [table, table, table];
}

/** `ImageFilter.SMOOTH`: 3x3 mean with a weight of five for the center; border pixels are unchanged. */
function smooth(source: Uint8Array, height: number, width: number): Uint8Array {
  const stride = width * 3;
  const result = source.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * stride + 3; i < (y + 1) * stride - 3; i++) {
      const sum =
        source[i - stride - 3] +
        source[i - stride] +
        source[i - stride + 3] +
        source[i - 3] +
        5 * source[i] +
        source[i + 3] +
        source[i + stride - 3] +
        source[i + stride] +
        source[i + stride + 3];
      result[i] = Math.floor((2 * sum + 13) / 26);
    }
  }
  return result;
}
