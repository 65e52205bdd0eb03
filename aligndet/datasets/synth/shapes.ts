/**
 * @module Distractors: long curves, zigzags, stars, filled polygons and ellipses. They have the colours
 * and stroke widths of digits, so that neither identifies a digit.
 */
import type { RandomSource } from '../../core/index.js';
import type { Patch } from './canvas.js';

type Point = readonly [x: number, y: number];

/** Segments of a curve. */
const CURVE_STEPS = 24;

/** @param edgePx approximate size; curves are longer. */
export function randomShape(size: number, edgePx: number, random: RandomSource): Patch {
  const center: Point = [random.uniform(0, size), random.uniform(0, size)];
  const widthPx = random.uniform(0.06, 0.16) * edgePx + 1;
  const makers: readonly (() => Patch)[] = [
    () => polyline([curve(size, center, random)], widthPx, size),
    () => polyline([zigzag(center, edgePx, random)], widthPx, size),
    () => polyline(star(center, edgePx, random), widthPx, size),
    () => blob(center, edgePx, size, random),
    () => blob(center, edgePx, size, random),
  ];
  return makers[random.choice(makers.length)]();
}

/** A wave from border to border, through `center`. */
function curve(size: number, [x, y]: Point, random: RandomSource): Point[] {
  const angle = random.uniform(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const swing = random.uniform(0, size / 8);
  const wave = random.uniform(1, 6) / size;
  return Array.from({ length: CURVE_STEPS + 1 }, (_, i) => {
    const along = (i / CURVE_STEPS - 0.5) * 3 * size;
    const aside = swing * Math.sin(wave * along);
    return [x + cos * along - sin * aside, y + sin * along + cos * aside];
  });
}

/** At least five teeth, more than any digit. */
function zigzag([x, y]: Point, edgePx: number, random: RandomSource): Point[] {
  const teeth = random.integer(5, 9);
  const angle = random.uniform(0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return Array.from({ length: teeth + 1 }, (_, i) => {
    const along = (i / teeth - 0.5) * edgePx * 1.6;
    const aside = (i % 2 === 0 ? -1 : 1) * edgePx * random.uniform(0.1, 0.3);
    return [x + cos * along - sin * aside, y + sin * along + cos * aside];
  });
}

/** At least five rays from a center. */
function star([x, y]: Point, edgePx: number, random: RandomSource): Point[][] {
  const rays = random.integer(5, 9);
  const turn = random.uniform(0, 2 * Math.PI);
  return Array.from({ length: rays }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / rays;
    const length = edgePx * random.uniform(0.3, 0.55);
    return [
      [x, y],
      [x + length * Math.cos(angle), y + length * Math.sin(angle)],
    ];
  });
}

/** A filled ellipse, or a filled polygon of three to six corners. */
function blob([x, y]: Point, edgePx: number, size: number, random: RandomSource): Patch {
  const corners = random.integer(2, 7); // 2: an ellipse
  const radius = edgePx * random.uniform(0.25, 0.6);
  const ratio = random.uniform(0.4, 1);
  const turn = random.uniform(0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const sector = (2 * Math.PI) / corners;
  /** Distance of a point from the border inwards, in pixels. */
  const depth = (u: number, v: number): number => {
    if (corners === 2) return radius - Math.hypot(u, v);
    const angle = Math.atan2(v, u);
    const fromEdge = angle - sector * Math.round(angle / sector);
    return radius * Math.cos(sector / 2) - Math.hypot(u, v) * Math.cos(fromEdge);
  };
  const patch = emptyPatch(x - radius, y - radius, x + radius, y + radius, size);
  for (let at = 0; at < patch.alpha.length; at++) {
    const px = patch.x + (at % patch.width) + 0.5 - x;
    const py = patch.y + Math.floor(at / patch.width) + 0.5 - y;
    const u = cos * px + sin * py;
    const v = (cos * py - sin * px) / ratio;
    patch.alpha[at] = Math.max(0, Math.min(1, depth(u, v) + 0.5));
  }
  return patch;
}

/** Lines with round caps. */
function polyline(lines: readonly (readonly Point[])[], widthPx: number, size: number): Patch {
  const points = lines.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const reach = widthPx / 2 + 1;
  const patch = emptyPatch(
    Math.min(...xs) - reach,
    Math.min(...ys) - reach,
    Math.max(...xs) + reach,
    Math.max(...ys) + reach,
    size,
  );
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) drawSegment(patch, line[i - 1], line[i], widthPx / 2);
  }
  return patch;
}

function drawSegment(patch: Patch, [ax, ay]: Point, [bx, by]: Point, half: number): void {
  const { x: left, y: top, width, height, alpha } = patch;
  const [dx, dy] = [bx - ax, by - ay];
  const scale = 1 / (dx * dx + dy * dy || 1);
  const fromU = Math.max(0, Math.floor(Math.min(ax, bx) - half - 1 - left));
  const toU = Math.min(width, Math.ceil(Math.max(ax, bx) + half + 1 - left));
  const fromV = Math.max(0, Math.floor(Math.min(ay, by) - half - 1 - top));
  const toV = Math.min(height, Math.ceil(Math.max(ay, by) + half + 1 - top));
  for (let v = fromV; v < toV; v++) {
    const y = top + v + 0.5 - ay;
    for (let u = fromU; u < toU; u++) {
      const x = left + u + 0.5 - ax;
      const along = Math.max(0, Math.min(1, (x * dx + y * dy) * scale));
      const coverage = half - Math.hypot(x - along * dx, y - along * dy) + 0.5;
      const at = v * width + u;
      if (coverage > alpha[at]) alpha[at] = Math.min(1, coverage);
    }
  }
}

/** An empty patch for the part of a rectangle inside the scene. */
function emptyPatch(x1: number, y1: number, x2: number, y2: number, size: number): Patch {
  const inside = (value: number): number => Math.max(0, Math.min(size, value));
  const [x, y] = [inside(Math.floor(x1)), inside(Math.floor(y1))];
  const [width, height] = [inside(Math.ceil(x2)) - x, inside(Math.ceil(y2)) - y];
  return { x, y, width, height, alpha: new Float32Array(width * height) };
}
