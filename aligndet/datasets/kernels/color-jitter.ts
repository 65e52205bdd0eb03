/**
 * @module The colour adjustments of torchvision 0.14 on 8-bit images `[H, W, 3]`; channels 0, 1, 2 are treated as
 * red, green
 * and blue, whatever they contain. Every step is rounded to float32, like the reference's tensors.
 */
import { mapLevels } from './levels.js';

const { fround, trunc, floor } = Math;
const GRAY_RED = fround(0.2989);
const GRAY_GREEN = fround(0.587);
const GRAY_BLUE = fround(0.114);

export function adjustBrightness(source: Uint8Array, factor: number): Uint8Array {
  const blend = blender(factor);
  const table = Uint8Array.from({ length: 256 }, (_, level) => blend(level, 0));
  return mapLevels(source, [table, table, table]);
}

export function adjustContrast(source: Uint8Array, factor: number): Uint8Array {
  let sum = 0;
  for (let i = 0; i < source.length; i += 3) sum += grayAt(source, i);
  const mean = fround(sum / (source.length / 3));
  const blend = blender(factor);
  const table = Uint8Array.from({ length: 256 }, (_, level) => blend(level, mean));
  return mapLevels(source, [table, table, table]);
}

export function adjustSaturation(source: Uint8Array, factor: number): Uint8Array {
  const blend = blender(factor);
  const result = new Uint8Array(source.length);
  for (let i = 0; i < source.length; i += 3) {
    const gray = grayAt(source, i);
    result[i] = blend(source[i], gray);
    result[i + 1] = blend(source[i + 1], gray);
    result[i + 2] = blend(source[i + 2], gray);
  }
  return result;
}

/** Rotates the hue by `turn` of the full circle. */
export function adjustHue(source: Uint8Array, turn: number): Uint8Array {
  const result = new Uint8Array(source.length);
  const shift = fround(turn);
  for (let i = 0; i < source.length; i += 3) {
    const red = fround(source[i] / 255);
    const green = fround(source[i + 1] / 255);
    const blue = fround(source[i + 2] / 255);
    const value = Math.max(red, green, blue);
    const range = fround(value - Math.min(red, green, blue));
    const saturation = fround(range / (range === 0 ? 1 : value));
    const hue = remainder(fround(hueOf(red, green, blue, value, range === 0 ? 1 : range) + shift));
    const turned = fround(hue * 6);
    const sector = floor(turned);
    const fraction = fround(turned - sector);
    const low = unit(value * fround(1 - saturation));
    const descending = unit(value * fround(1 - fround(saturation * fraction)));
    const ascending = unit(value * fround(1 - fround(saturation * fround(1 - fraction))));
    const [r, g, b] = sectorColor(sector % 6, value, low, descending, ascending);
    result[i] = trunc(fround(r * 255));
    result[i + 1] = trunc(fround(g * 255));
    result[i + 2] = trunc(fround(b * 255));
  }
  return result;
}

/** Gray on all three channels. */
export function grayscale(source: Uint8Array): Uint8Array {
  const result = new Uint8Array(source.length);
  for (let i = 0; i < source.length; i += 3) {
    result[i] = result[i + 1] = result[i + 2] = grayAt(source, i);
  }
  return result;
}

function grayAt(source: Uint8Array, i: number): number {
  const redGreen = fround(fround(GRAY_RED * source[i]) + fround(GRAY_GREEN * source[i + 1]));
  return trunc(fround(redGreen + fround(GRAY_BLUE * source[i + 2])));
}

/** `factor * a + (1 - factor) * b`, clamped to 8 bits and truncated. */
function blender(factor: number): (a: number, b: number) => number {
  const weight = fround(factor);
  const rest = fround(1 - factor);
  return (a, b) => trunc(Math.min(Math.max(fround(fround(weight * a) + fround(rest * b)), 0), 255));
}

/** Hue in [0, 1). */
function hueOf(red: number, green: number, blue: number, value: number, range: number): number {
  const redRatio = fround(fround(value - red) / range);
  const greenRatio = fround(fround(value - green) / range);
  const blueRatio = fround(fround(value - blue) / range);
  let hue: number;
  if (value === red) hue = fround(blueRatio - greenRatio);
  else if (value === green) hue = fround(fround(2 + redRatio) - blueRatio);
  else hue = fround(fround(4 + greenRatio) - redRatio);
  return fround(fround(fround(hue / 6) + 1) % 1);
}

/** Python's `% 1.0`: in [0, 1) for negative numbers too. */
function remainder(value: number): number {
  const rest = value % 1;
  return rest < 0 ? fround(rest + 1) : rest;
}

function unit(value: number): number {
  return Math.min(Math.max(fround(value), 0), 1);
}

function sectorColor(
  sector: number,
  v: number,
  low: number,
  descending: number,
  ascending: number,
): number[] {
  switch (sector) {
    case 0:
      return [v, ascending, low];
    case 1:
      return [descending, v, low];
    case 2:
      return [low, v, ascending];
    case 3:
      return [low, descending, v];
    case 4:
      return [ascending, low, v];
    default:
      return [v, low, descending];
  }
}
