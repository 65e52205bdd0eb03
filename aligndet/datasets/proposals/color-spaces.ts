/**
 * @module Colour spaces that selective search diversifies over (Uijlings et al. 2013, section 3.2): HSV and CIE Lab.
 *
 * Dims: H, W of the image. Every channel is scaled to 0 .. 255, so that one segmentation threshold fits both spaces.
 */

/** Three planes of `[H, W]`, each in 0 .. 255. */
export type Planes = readonly [Float32Array, Float32Array, Float32Array];

/** D65 white of sRGB. */
const WHITE = [0.95047, 1, 1.08883] as const;

/** Below this the cube root of Lab is linear: (6 / 29)^3. */
const CUBE_LIMIT = 216 / 24389;

/** sRGB byte to linear light. */
const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** Size of the cube root table over [0, 1]; linear interpolation has an error of 1e-4 Lab units. */
const STEPS = 4096;
const CUBE_ROOT = Float32Array.from({ length: STEPS + 2 }, (_, step) => {
  const value = step / STEPS;
  return value > CUBE_LIMIT ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116;
});

/** @param rgb `[H, W, 3]`, sRGB bytes. @returns hue (full turn = 255), saturation and value. */
export function toHsv(rgb: Uint8Array): Planes {
  const count = rgb.length / 3;
  const planes = emptyPlanes(count);
  const [hue, saturation, value] = planes;
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += 3) {
    const r = rgb[at];
    const g = rgb[at + 1];
    const b = rgb[at + 2];
    const largest = Math.max(r, g, b);
    const spread = largest - Math.min(r, g, b);
    value[pixel] = largest;
    if (spread === 0) continue; // grey: hue and saturation stay 0
    saturation[pixel] = (255 * spread) / largest;
    const sixths =
      largest === r
        ? (g - b) / spread + (g < b ? 6 : 0)
        : largest === g
          ? (b - r) / spread + 2
          : (r - g) / spread + 4;
    hue[pixel] = (255 * sixths) / 6;
  }
  return planes;
}

/** @param rgb `[H, W, 3]`, sRGB bytes. @returns L * 2.55, a + 128 and b + 128. */
export function toLab(rgb: Uint8Array): Planes {
  const count = rgb.length / 3;
  const planes = emptyPlanes(count);
  const [lightness, greenRed, blueYellow] = planes;
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += 3) {
    const r = LINEAR[rgb[at]];
    const g = LINEAR[rgb[at + 1]];
    const b = LINEAR[rgb[at + 2]];
    const x = cubeRoot((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE[0]);
    const y = cubeRoot(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
    const z = cubeRoot((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / WHITE[2]);
    lightness[pixel] = 2.55 * (116 * y - 16);
    greenRed[pixel] = 500 * (x - y) + 128;
    blueYellow[pixel] = 200 * (y - z) + 128;
  }
  return planes;
}

function emptyPlanes(count: number): [Float32Array, Float32Array, Float32Array] {
  return [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
}

function cubeRoot(value: number): number {
  const position = Math.min(value, 1) * STEPS;
  const step = Math.floor(position);
  return CUBE_ROOT[step] + (CUBE_ROOT[step + 1] - CUBE_ROOT[step]) * (position - step);
}
