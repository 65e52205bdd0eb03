/** @module Backgrounds: noise, gradients, stripes and checks between random colours. */
import type { RandomSource } from '../../core/index.js';
import { Canvas } from './canvas.js';
import { near, randomColor } from './colors.js';
import type { SceneStyle } from './difficulty.js';
import { octaves } from './noise.js';

/** A field in -1 .. 1 that mixes the colours. */
type Pattern = (x: number, y: number) => number;

export function paintGround(size: number, style: SceneStyle, random: RandomSource): Canvas {
  const canvas = new Canvas(size);
  const base = randomColor(random);
  const other = near(base, style.groundContrast, random);
  const accent = near(base, style.groundContrast, random);
  const pattern = randomPattern(size, random);
  const rough = octaves(size, random.uniform(size / 8, size / 2), 5, random.uniform(0.4, 0.8), random);
  const stains = octaves(size, size / 3, 3, 0.5, random);
  const fraction = random.random(); // weight of the pattern relative to the noise
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const pixel = y * size + x;
      const mix = 0.5 + 0.5 * (fraction * pattern(x, y) + (1 - fraction) * 2 * rough[pixel]);
      const stain = Math.max(0, stains[pixel]);
      for (let k = 0; k < 3; k++) {
        const mixed = base[k] + mix * (other[k] - base[k]);
        canvas.rgb[pixel * 3 + k] = mixed + stain * (accent[k] - mixed);
      }
    }
  }
  return canvas;
}

function randomPattern(size: number, random: RandomSource): Pattern {
  const angle = random.uniform(0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along: Pattern = (x, y) => cos * (x - size / 2) + sin * (y - size / 2);
  const across: Pattern = (x, y) => cos * (y - size / 2) - sin * (x - size / 2);
  const wave = (2 * Math.PI) / random.uniform(size / 20, size / 3);
  const patterns: readonly Pattern[] = [
    (x, y) => along(x, y) / size,
    (x, y) => Math.sin(wave * along(x, y)),
    (x, y) => (Math.sin(wave * along(x, y)) > 0 ? 1 : -1),
    (x, y) => (Math.sin(wave * along(x, y)) * Math.sin(wave * across(x, y)) > 0 ? 1 : -1),
    (x, y) => Math.sin(wave * Math.hypot(along(x, y), across(x, y))),
  ];
  return patterns[random.choice(patterns.length)];
}
