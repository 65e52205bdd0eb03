/** @module Random colours. */
import type { RandomSource } from '../../core/index.js';
import type { Color } from './canvas.js';

const ATTEMPTS = 30;

export function randomColor(random: RandomSource): Color {
  return fromHsv(random.random(), random.random() ** 0.7, random.uniform(0.1, 1));
}

/** A colour near `color`: each channel changed by at most `spread`. */
export function near(color: Color, spread: number, random: RandomSource): Color {
  const change = (value: number): number => clamp(value + random.uniform(-spread, spread));
  return [change(color[0]), change(color[1]), change(color[2])];
}

/** A colour that differs from `other` by at least `minimum`; where none is drawn, the most different one. */
export function farFrom(other: Color, minimum: number, random: RandomSource): Color {
  let best = randomColor(random);
  for (let attempt = 1; attempt < ATTEMPTS && distance(best, other) < minimum; attempt++) {
    const color = randomColor(random);
    if (distance(color, other) > distance(best, other)) best = color;
  }
  return best;
}

export function distance(a: Color, b: Color): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** All of 0 .. 1. */
function fromHsv(hue: number, saturation: number, value: number): Color {
  const channel = (offset: number): number => {
    const sixth = (offset + hue * 6) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(sixth, 4 - sixth, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}
