/**
 * @module Targets of FCOS points, https://arxiv.org/abs/1904.01355, section 3.1: of the boxes that contain a point and
 * belong to its level, the smallest. Dims: N points of a level, B images, M ground truths.
 */
import { concatRows, takeRows } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';

const { fround, max, min, sqrt } = Math;

/** Targets of one level, image by image. */
export interface PointTargets {
  /** `[B * N]` classes; the number of classes for no object. */
  readonly labels: Int32Array;
  /** `[B * N, 4]` distances to the left, top, right and bottom edge. */
  readonly distances: Float32Array;
}

export interface PointTargetOptions {
  readonly numClasses: number;
  /** Per level, in pixels. */
  readonly strides: readonly (readonly [number, number])[];
  /** Per level: range of the max distance of a box. */
  readonly regressRanges: readonly (readonly [from: number, to: number])[];
  /** Radius around a box's centre, in strides, within which points are positive; anywhere in the box if absent. */
  readonly centerRadius?: number;
  /** Whether distances are in strides. */
  readonly inStrides: boolean;
}

/** Replaces the area of a box that is not a candidate for a point. */
const ENDLESS = 1e8;

/** @param points per level `[N, 2]`. @param groundTruths per image. */
export function pointTargets(
  points: readonly Float32Array[],
  groundTruths: readonly GroundTruth[],
  options: PointTargetOptions,
): PointTargets[] {
  return points.map((ofLevel, level) => {
    const images = groundTruths.map((groundTruth) => targetsOfImage(ofLevel, level, groundTruth, options));
    return {
      labels: Int32Array.from(images.flatMap(({ labels }) => [...labels])),
      distances: concatRows(images.map(({ distances }) => distances)),
    };
  });
}

function targetsOfImage(
  points: Float32Array,
  level: number,
  { bboxes, labels: classes }: GroundTruth,
  { numClasses, strides, regressRanges, centerRadius, inStrides }: PointTargetOptions,
): PointTargets {
  const count = points.length / 2;
  const labels = new Int32Array(count).fill(numClasses);
  const distances = new Float32Array(4 * count);
  if (bboxes.length === 0) return { labels, distances };
  const areas = areasOf(bboxes);
  const [stride] = strides[level];
  const reach = centerRadius === undefined ? undefined : fround(stride * centerRadius);
  const centerBoxes = reach === undefined ? bboxes : centersOf(bboxes, reach);
  const [from, to] = regressRanges[level].map(fround);
  for (let i = 0; i < count; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    let [nearest, smallest] = [0, Infinity];
    for (let gt = 0; gt < areas.length; gt++) {
      const farthest = farthestEdge(x, y, bboxes, 4 * gt);
      const counts = isInside(x, y, centerBoxes, 4 * gt) && farthest >= from && farthest <= to;
      const area = counts ? areas[gt] : ENDLESS;
      if (area < smallest) [nearest, smallest] = [gt, area];
    }
    if (smallest !== ENDLESS) labels[i] = classes?.[nearest] ?? 0;
    for (let edge = 0; edge < 4; edge++) {
      const distance = fround(edgeDistance(x, y, bboxes, 4 * nearest, edge));
      distances[4 * i + edge] = inStrides ? distance / stride : distance;
    }
  }
  return { labels, distances };
}

function edgeDistance(x: number, y: number, boxes: Float32Array, at: number, edge: number): number {
  const point = edge % 2 === 0 ? x : y;
  return edge < 2 ? point - boxes[at + edge] : boxes[at + edge] - point;
}

function farthestEdge(x: number, y: number, boxes: Float32Array, at: number): number {
  return fround(max(x - boxes[at], y - boxes[at + 1], boxes[at + 2] - x, boxes[at + 3] - y));
}

function isInside(x: number, y: number, boxes: Float32Array, at: number): boolean {
  return x > boxes[at] && y > boxes[at + 1] && x < boxes[at + 2] && y < boxes[at + 3];
}

function areasOf(boxes: Float32Array): Float32Array {
  return Float32Array.from(
    { length: boxes.length / 4 },
    (_, i) => fround(boxes[4 * i + 2] - boxes[4 * i]) * fround(boxes[4 * i + 3] - boxes[4 * i + 1]),
  );
}

/** The part of each box within `reach` pixels of its centre, along each axis. */
function centersOf(boxes: Float32Array, reach: number): Float32Array {
  return boxes.map((edge, i) => {
    const axis = i % 2;
    const box = i - (i % 4);
    const center = fround(fround(boxes[box + axis] + boxes[box + axis + 2]) / 2);
    return i % 4 < 2 ? max(fround(center - reach), edge) : min(fround(center + reach), edge);
  });
}

/** Centerness of points, https://arxiv.org/abs/1904.01355, equation 3. @param distances `[P, 4]`. */
export function centerness(distances: Float32Array): Float32Array {
  return Float32Array.from({ length: distances.length / 4 }, (_, i) => {
    const [left, top, right, bottom] = distances.subarray(4 * i, 4 * i + 4);
    const across = fround(min(left, right) / max(left, right));
    const along = fround(min(top, bottom) / max(top, bottom));
    return sqrt(fround(across * along));
  });
}

/** The positive points, as rows of the concatenated `[B * N]` of all levels. */
export interface PositivePoints {
  readonly rows: Int32Array;
  /** `[P, 2]`. */
  readonly points: Float32Array;
  /** `[P, 4]`. */
  readonly distances: Float32Array;
}

export function positivePoints(
  points: readonly Float32Array[],
  targets: readonly PointTargets[],
  numClasses: number,
): PositivePoints {
  const rows: number[] = [];
  const parts = targets.map(({ labels, distances }, level) => {
    const start = targets.slice(0, level).reduce((sum, before) => sum + before.labels.length, 0);
    const own: number[] = [];
    labels.forEach((label, row) => {
      if (label >= 0 && label < numClasses) own.push(row);
    });
    for (const row of own) rows.push(start + row);
    const count = points[level].length / 2;
    return {
      points: takeRows(
        points[level],
        own.map((row) => row % count),
        2,
      ),
      distances: takeRows(distances, own),
    };
  });
  return {
    rows: Int32Array.from(rows),
    points: concatRows(parts.map((part) => part.points)),
    distances: concatRows(parts.map((part) => part.distances)),
  };
}
