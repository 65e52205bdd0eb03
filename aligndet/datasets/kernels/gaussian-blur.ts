/**
 * @module Pillow's `GaussianBlur`: three box blurs of fractional radius along each axis (Gwosdek et al., SSVM 2011,
 * equations 7, 11 and 14). Images are `[H, W, 3]`, 8 bits, rounded to 8 bits after every pass, as Pillow does.
 */

const PASSES = 3;
/** Denominator of the fixed-point weights. */
const WEIGHT_ONE = 2 ** 24;

export function gaussianBlur(source: Uint8Array, height: number, width: number, sigmaPx: number): Uint8Array {
  const box = boxOf(boxRadius(sigmaPx));
  let current = source;
  for (let pass = 0; pass < PASSES; pass++) current = blurLines(current, height, width * 3, width, 3, box);
  for (let pass = 0; pass < PASSES; pass++) current = blurLines(current, width, 3, height, width * 3, box);
  return current;
}

/** A box of `2 * reach + 1` full pixels and a fraction of the next pixel at each end. */
interface Box {
  readonly reach: number;
  readonly weight: number;
  readonly edgeWeight: number;
}

function boxOf(radius: number): Box {
  const reach = Math.trunc(radius);
  const weight = Math.trunc(Math.fround(WEIGHT_ONE / Math.fround(Math.fround(radius * 2) + 1)));
  return { reach, weight, edgeWeight: Math.floor((WEIGHT_ONE - (2 * reach + 1) * weight) / 2) };
}

/** Every step is rounded to float32, as in Pillow: sigma 1 has ties that depend on it. */
function boxRadius(sigmaPx: number): number {
  const { fround } = Math;
  const sigma = fround(sigmaPx);
  const variance = fround(fround(sigma * sigma) / PASSES);
  const length = fround(Math.sqrt(12 * variance + 1));
  const whole = Math.floor((length - 1) / 2);
  const numerator = fround((2 * whole + 1) * fround(whole * (whole + 1) - fround(3 * variance)));
  const denominator = fround(6 * fround(variance - (whole + 1) * (whole + 1)));
  return fround(whole + fround(numerator / denominator));
}

/**
 * Blurs along one axis.
 *
 * @param lines number of lines, `lineStride` apart.
 * @param count pixels per line, `step` apart, with three interleaved channels.
 */
function blurLines(
  source: Uint8Array,
  lines: number,
  lineStride: number,
  count: number,
  step: number,
  { reach, weight, edgeWeight }: Box,
): Uint8Array {
  const result = new Uint8Array(source.length);
  const last = count - 1;
  for (let line = 0; line < lines; line++) {
    for (let channel = 0; channel < 3; channel++) {
      const start = line * lineStride + channel;
      const at = (i: number): number => source[start + Math.min(Math.max(i, 0), last) * step];
      let sum = 0;
      for (let i = -reach; i <= reach; i++) sum += at(i);
      for (let i = 0; i < count; i++) {
        const edges = at(i - reach - 1) + at(i + reach + 1);
        result[start + i * step] = Math.floor(
          (sum * weight + edges * edgeWeight + WEIGHT_ONE / 2) / WEIGHT_ONE,
        );
        sum += at(i + reach + 1) - at(i - reach);
      }
    }
  }
  return result;
}
