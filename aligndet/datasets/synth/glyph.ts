/** @module Renders a digit at a given size, rotated and sheared. */
import type { RandomSource } from '../../core/index.js';
import type { Patch } from './canvas.js';
import type { SceneStyle } from './difficulty.js';
import { DIGIT_SIZE } from './digits.js';

/** MNIST fits each digit into a square of this many pixels in the center of its image. */
const INK_SIZE = 20;

/** Intensity threshold of the ink. */
const BORDER = 0.4;

export interface GlyphShape {
  /** Center of the digit, `x`, `y` in the scene. */
  readonly center: readonly [x: number, y: number];
  /** Height before rotation. */
  readonly edgePx: number;
  readonly angleDeg: number;
  /** Horizontal shear, relative to the height. */
  readonly shear: number;
  /** Factor of the sample's aspect ratio. */
  readonly stretch: number;
}

export function randomGlyphShape(
  center: readonly [number, number],
  edgePx: number,
  { angleDeg, shear }: SceneStyle,
  random: RandomSource,
): GlyphShape {
  return {
    center,
    edgePx,
    angleDeg: random.uniform(-angleDeg, angleDeg),
    shear: random.uniform(-shear, shear),
    stretch: 1 + random.uniform(-shear, shear),
  };
}

/** @param digit `[28, 28]` */
export function drawGlyph(digit: Float32Array, shape: GlyphShape): Patch {
  const { edgePx, shear, stretch } = shape;
  const angle = (shape.angleDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const pxPerCell = edgePx / INK_SIZE;
  const reach = 0.75 * edgePx * (1 + Math.abs(shear)) * Math.max(1, stretch); // half the diagonal, with a margin
  const [centerX, centerY] = shape.center;
  const [x, y] = [Math.floor(centerX - reach), Math.floor(centerY - reach)];
  const edge = Math.ceil(2 * reach) + 1;
  const alpha = new Float32Array(edge * edge);
  for (let v = 0; v < edge; v++) {
    for (let u = 0; u < edge; u++) {
      const px = x + u + 0.5 - centerX;
      const py = y + v + 0.5 - centerY;
      const down = (cos * py - sin * px) / pxPerCell;
      const right = (cos * px + sin * py) / (pxPerCell * stretch) + shear * down;
      const ink = sample(digit, DIGIT_SIZE / 2 + right - 0.5, DIGIT_SIZE / 2 + down - 0.5);
      // the ink fades over about a cell; sharpened so that the border is one pixel wide at any size
      const coverage = (ink - BORDER) * Math.max(1, pxPerCell) * 1.2 + 0.5;
      alpha[v * edge + u] = Math.max(0, Math.min(1, coverage));
    }
  }
  return { x, y, width: edge, height: edge, alpha };
}

/** Cubic B-spline over the cells around a position, in cells: smooth, so that enlarged digits have round borders. */
function sample(digit: Float32Array, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < -2 || top < -2 || left > DIGIT_SIZE || top > DIGIT_SIZE) return 0;
  const across = splineWeights(x - left);
  const down = splineWeights(y - top);
  let sum = 0;
  for (let j = 0; j < 4; j++) {
    const row = top + j - 1;
    if (row < 0 || row >= DIGIT_SIZE) continue;
    for (let i = 0; i < 4; i++) {
      const column = left + i - 1;
      if (column >= 0 && column < DIGIT_SIZE) sum += down[j] * across[i] * digit[row * DIGIT_SIZE + column];
    }
  }
  return sum;
}

function splineWeights(t: number): [number, number, number, number] {
  const s = 1 - t;
  return [
    (s * s * s) / 6,
    (3 * t * t * t - 6 * t * t + 4) / 6,
    (3 * s * s * s - 6 * s * s + 4) / 6,
    (t * t * t) / 6,
  ];
}
