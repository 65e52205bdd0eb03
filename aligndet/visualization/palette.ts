/**
 * @module Color-blind safe colors: Okabe and Ito's eight, https://jfly.uni-koeln.de/color/, ordered so that neighbours
 * differ most.
 */
import type { Rgb } from './images/rgb-image.js';

/** For marks on images. */
const PALETTE: readonly Rgb[] = [
  [230, 159, 0], // orange
  [86, 180, 233], // sky blue
  [0, 158, 115], // green
  [240, 228, 66], // yellow
  [204, 121, 167], // purple
  [0, 114, 178], // blue
  [213, 94, 0], // vermilion
  [255, 255, 255], // white, where black would vanish in shadows
];

/** Lines of charts on a light and on a dark background; yellow and white would vanish on the light one. */
export const seriesColors: readonly { readonly light: string; readonly dark: string }[] = [
  { light: '#0072b2', dark: '#56b4e9' },
  { light: '#d55e00', dark: '#ff9a57' },
  { light: '#009e73', dark: '#3ddbb0' },
  { light: '#b1478b', dark: '#e39ac6' },
  { light: '#9a6b00', dark: '#f0c247' },
  { light: '#4b4b4b', dark: '#c9c9c9' },
];

/** Color of a class; after eight classes the colors are repeated darker, and the label distinguishes classes. */
export function colorOfLabel(label: number): Rgb {
  const base = PALETTE[label % PALETTE.length];
  const round = Math.floor(label / PALETTE.length) % 3;
  if (round === 0) return base;
  const weight = 1 - 0.25 * round;
  return [base[0] * weight, base[1] * weight, base[2] * weight];
}

/** Lightness offset of the second, third, ... instance of a class. */
const SHADES = [0, 0.45, -0.4, 0.22, -0.22];

/** Colors that distinguish the objects of a class, but are similar to its own. @param nth of that class, from 0. */
export function colorOfInstance(label: number, nth: number): Rgb {
  const shade = SHADES[nth % SHADES.length];
  const end = shade > 0 ? 255 : 0;
  const [red, green, blue] = colorOfLabel(label).map((value) => value + (end - value) * Math.abs(shade));
  return [red, green, blue];
}

/** Black or white, whichever has more contrast on `ground`. */
export function inkOn(ground: Rgb): Rgb {
  const linear = (value: number) => (value / 255) ** 2.2;
  const luminance = 0.2126 * linear(ground[0]) + 0.7152 * linear(ground[1]) + 0.0722 * linear(ground[2]);
  return luminance > 0.18 ? [0, 0, 0] : [255, 255, 255];
}
