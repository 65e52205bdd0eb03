/**
 * @module Composes one scene: background, digits and distractors, then lighting and noise.
 *
 * Dims: S, the width and height of a scene.
 */
import type { RandomSource } from '../../core/index.js';
import type { Canvas, Patch } from './canvas.js';
import { farFrom } from './colors.js';
import { type SceneStyle, styleOf } from './difficulty.js';
import type { DigitPool } from './digits.js';
import { drawGlyph, randomGlyphShape } from './glyph.js';
import { paintGround } from './ground.js';
import { octaves } from './noise.js';
import type { SynthOptions } from './options.js';
import { randomShape } from './shapes.js';
import { Visibility } from './visible.js';

/** Max positions to try for one object before it is left out. */
const ATTEMPTS = 20;

export interface SceneDigit {
  readonly digit: number;
  /** `[S, S]`: 1 where it is visible. */
  readonly mask: Uint8Array;
}

export interface Scene {
  /** `[S, S, 3]` bytes */
  readonly rgb: Uint8Array;
  /** In painting order. */
  readonly digits: readonly SceneDigit[];
}

export function composeScene(options: SynthOptions, pool: DigitPool, random: RandomSource): Scene {
  const { sizePx } = options;
  const style = styleOf(options.difficulty);
  const canvas = paintGround(sizePx, style, random);
  const visibility = new Visibility(sizePx);
  const texture = octaves(sizePx, sizePx / 12, 3, 0.6, random);
  const placed: { digit: number; center: readonly [number, number]; edgePx: number }[] = [];

  const addDigit = (): void => {
    const digit = options.classes[random.choice(options.classes.length)];
    const sample = pool.draw(digit, random);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const edgePx = Math.exp(random.uniform(Math.log(options.minEdgePx), Math.log(options.maxEdgePx)));
      const center = randomCenter(sizePx, edgePx, placed, style, random);
      const patch = drawGlyph(sample, randomGlyphShape(center, edgePx, style, random));
      if (visibility.fractionInside(patch) < style.minVisible) continue;
      if (!visibility.allows(patch, style.minVisible)) continue;
      paintThing(canvas, patch, texture, style, random);
      visibility.add(patch);
      placed.push({ digit, center, edgePx });
      return;
    }
  };
  const addShape = (): void => {
    const edgePx = random.uniform(options.minEdgePx, options.maxEdgePx);
    const patch = randomShape(sizePx, edgePx, random);
    if (!visibility.allows(patch, style.minVisible)) return;
    paintThing(canvas, patch, texture, style, random);
    visibility.cover(patch);
  };

  const things = [
    ...Array(random.integer(options.minDigits, options.maxDigits + 1)).fill(addDigit),
    ...Array(random.integer(style.distractors[0], style.distractors[1] + 1)).fill(addShape),
  ];
  for (const index of random.permutation(things.length)) things[index]();
  shine(canvas, style, random);
  return {
    rgb: canvas.bytes(),
    digits: placed.map(({ digit }, i) => ({ digit, mask: visibility.mask(i) })),
  };
}

/** A random position, or one beside an existing digit. Digits may extend slightly beyond the border. */
function randomCenter(
  size: number,
  edgePx: number,
  placed: readonly { center: readonly [number, number]; edgePx: number }[],
  { crowding }: SceneStyle,
  random: RandomSource,
): readonly [number, number] {
  const margin = 0.45 * edgePx;
  if (placed.length > 0 && random.random() < crowding) {
    const other = placed[random.choice(placed.length)];
    const angle = random.uniform(0, 2 * Math.PI);
    const away = random.uniform(0.35, 0.65) * (edgePx + other.edgePx);
    return [other.center[0] + away * Math.cos(angle), other.center[1] + away * Math.sin(angle)];
  }
  return [random.uniform(margin, size - margin), random.uniform(margin, size - margin)];
}

/** Paints a digit or distractor: one colour with contrast to its background and varying brightness. */
function paintThing(
  canvas: Canvas,
  patch: Patch,
  texture: Float32Array,
  style: SceneStyle,
  random: RandomSource,
): void {
  const color = farFrom(canvas.meanUnder(patch), style.digitContrast, random);
  const strength = random.uniform(0, style.digitTexture);
  canvas.paint(patch, color, (x, y) => 1 + strength * texture[y * canvas.size + x]);
}

/** Applies uneven lighting, brightness and pixel noise. */
function shine(canvas: Canvas, { shade, noise }: SceneStyle, random: RandomSource): void {
  const { size, rgb } = canvas;
  const clouds = octaves(size, size / 2, 2, 0.5, random);
  const strength = random.uniform(0, shade);
  const brightness = 1 + random.uniform(-0.5, 0.3) * shade;
  const grain = random.uniform(0, noise);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const light = brightness * (1 + strength * clouds[pixel]);
    const change = grain * (random.random() + random.random() - 1);
    for (let k = 0; k < 3; k++) rgb[pixel * 3 + k] = rgb[pixel * 3 + k] * light + change;
  }
}
