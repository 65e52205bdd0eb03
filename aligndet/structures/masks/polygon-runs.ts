/**
 * @module Rasterizes polygons as pycocotools does: the outline is traced on a grid five times finer than the pixels,
 * and its crossings of the middle of a pixel column start or end a run.
 */
import type { Runs } from './runs.js';

/** Points of the fine grid per pixel and axis. */
const FINENESS = 5;

/** @param polygons each `[x1, y1, x2, y2, ...]` in pixels; the polygon is closed. */
export function runsOfPolygons(
  polygons: readonly ArrayLike<number>[],
  height: number,
  width: number,
): Runs[] {
  return polygons.map((polygon) => runsOfPolygon(polygon, height, width));
}

/** @param boxes each `[x, y, width, height]` in pixels. */
export function runsOfBoxes(boxes: readonly ArrayLike<number>[], height: number, width: number): Runs[] {
  return boxes.map((box) => {
    const [left, top, right, bottom] = [box[0], box[1], box[0] + box[2], box[1] + box[3]];
    return runsOfPolygon([left, top, left, bottom, right, bottom, right, top], height, width);
  });
}

export function runsOfPolygon(polygon: ArrayLike<number>, height: number, width: number): Runs {
  const crossings = crossingsOfOutline(polygon, height, width);
  crossings.push(height * width);
  return { height, width, counts: countsBetween(Uint32Array.from(crossings).sort()) };
}

/** Column-major positions at which the outline enters or leaves, in tracing order. */
function crossingsOfOutline(polygon: ArrayLike<number>, height: number, width: number): number[] {
  const { xs, ys } = walkOutline(polygon);
  const crossings: number[] = [];
  for (let i = 1; i < xs.length; i++) {
    if (xs[i] === xs[i - 1]) continue;
    const column = ((xs[i] < xs[i - 1] ? xs[i] : xs[i] - 1) + 0.5) / FINENESS - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) continue;
    const row = (Math.min(ys[i], ys[i - 1]) + 0.5) / FINENESS - 0.5;
    crossings.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
  }
  return crossings;
}

/** Every point of the fine grid along the outline; corners occur twice, once for each of their edges. */
function walkOutline(polygon: ArrayLike<number>): { xs: Int32Array; ys: Int32Array } {
  const corners = new Int32Array(2 * Math.floor(polygon.length / 2));
  // C's cast to int truncates towards zero, and so does storing into an Int32Array.
  for (let i = 0; i < corners.length; i++) corners[i] = FINENESS * polygon[i] + 0.5;
  let total = 0;
  for (let i = 0; i < corners.length; i += 2) total += 1 + edgeLength(corners, i);
  const walk = { xs: new Int32Array(total), ys: new Int32Array(total) };
  let at = 0;
  for (let i = 0; i < corners.length; i += 2) {
    walkEdge(corners, i, walk, at);
    at += 1 + edgeLength(corners, i);
  }
  return walk;
}

/** Steps from corner `i` to the next one, along the longer axis. */
function edgeLength(corners: Int32Array, i: number): number {
  const next = i + 2 === corners.length ? 0 : i + 2;
  return Math.max(Math.abs(corners[i] - corners[next]), Math.abs(corners[i + 1] - corners[next + 1]));
}

function walkEdge(
  corners: Int32Array,
  i: number,
  { xs, ys }: { xs: Int32Array; ys: Int32Array },
  start: number,
): void {
  const next = i + 2 === corners.length ? 0 : i + 2;
  const isWide = Math.abs(corners[i] - corners[next]) >= Math.abs(corners[i + 1] - corners[next + 1]);
  const isBackward = isWide ? corners[i] > corners[next] : corners[i + 1] > corners[next + 1];
  // The line always starts from its lower end, so that an edge has the same points in both directions.
  const [low, high] = isBackward ? [next, i] : [i, next];
  const [x, y] = [corners[low], corners[low + 1]];
  const [lengthX, lengthY] = [corners[high] - x, corners[high + 1] - y];
  const length = isWide ? lengthX : lengthY;
  const slope = isWide ? lengthY / lengthX : lengthX / lengthY;
  for (let step = 0; step <= length; step++) {
    const along = isBackward ? length - step : step;
    xs[start + step] = isWide ? x + along : x + slope * along + 0.5;
    ys[start + step] = isWide ? y + slope * along + 0.5 : y + along;
  }
}

/** Run lengths between sorted positions; equal positions cancel out. */
function countsBetween(positions: Uint32Array): Uint32Array {
  const counts = new Uint32Array(positions.length);
  let length = 1;
  counts[0] = positions[0];
  for (let i = 1; i < positions.length; i++) {
    const count = positions[i] - positions[i - 1];
    if (count > 0) counts[length++] = count;
    else if (++i < positions.length) counts[length - 1] += positions[i] - positions[i - 1];
  }
  return counts.slice(0, length);
}
