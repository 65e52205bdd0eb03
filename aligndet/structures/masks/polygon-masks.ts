/**
 * @module Instance masks as polygons, and their transforms. Semantics are those of mmdetection's
 * `PolygonMasks`: points are moved, polygons are never clipped; rasterizing clips them.
 */
import { type BitmapMasks, type FlipDirection, stackBitmaps } from './bitmap-masks.js';
import { runsOfPolygons } from './polygon-runs.js';
import { bitmapOfRuns } from './runs.js';
import { mergeRuns } from './runs-merge.js';

export interface PolygonMasks {
  readonly kind: 'polygon';
  /** Per mask its polygons, each `[x1, y1, x2, y2, ...]` in pixels. */
  readonly polygons: readonly (readonly Float64Array[])[];
  readonly height: number;
  readonly width: number;
}

/** Replaces the position in `point` by the new one. */
type PointMap = (point: [number, number]) => void;

export function polygonMasks(
  polygons: readonly (readonly ArrayLike<number>[])[],
  height: number,
  width: number,
): PolygonMasks {
  const parts = polygons.map((mask) => mask.map((part) => Float64Array.from(part)));
  return { kind: 'polygon', polygons: parts, height, width };
}

/** The masks at `indices`, in that order. */
export function selectPolygons(masks: PolygonMasks, indices: ArrayLike<number>): PolygonMasks {
  return { ...masks, polygons: Array.from(indices, (index) => masks.polygons[index]) };
}

/** Fills every mask. */
export function rasterizePolygons({ polygons, height, width }: PolygonMasks): BitmapMasks {
  const planes = polygons.map((parts) =>
    bitmapOfRuns(mergeRuns(runsOfPolygons(parts, height, width), 'union')),
  );
  return stackBitmaps(planes, height, width);
}

/** Sum of the areas of each mask's polygons, overlaps counted twice, `[M]`. */
export function polygonAreas({ polygons }: PolygonMasks): Float64Array {
  return Float64Array.from(polygons, (parts) => parts.reduce((sum, part) => sum + shoelace(part), 0));
}

function shoelace(part: Float64Array): number {
  let [first, second] = [0, 0];
  for (let i = 0; i < part.length; i += 2) {
    const before = i === 0 ? part.length - 2 : i - 2;
    first += part[i] * part[before + 1];
    second += part[i + 1] * part[before];
  }
  return 0.5 * Math.abs(first - second);
}

/** Enclosing box of each mask's points, `[M, 4]` xyxy; x2 and y2 are at least 0, as in mmdetection. */
export function polygonBoxes({ polygons, height, width }: PolygonMasks): Float32Array {
  const boxes = new Float32Array(4 * polygons.length);
  for (const [i, parts] of polygons.entries()) {
    const box = [2 * width, 2 * height, 0, 0];
    for (const part of parts) {
      for (let k = 0; k < part.length; k++) {
        const axis = k % 2;
        box[axis] = Math.min(box[axis], part[k]);
        box[axis + 2] = Math.max(box[axis + 2], part[k]);
      }
    }
    boxes.set(box, 4 * i);
  }
  return boxes;
}

export function flipPolygons(masks: PolygonMasks, direction: FlipDirection): PolygonMasks {
  return mapPoints(masks, masks.height, masks.width, (point) => {
    if (direction !== 'vertical') point[0] = masks.width - point[0];
    if (direction !== 'horizontal') point[1] = masks.height - point[1];
  });
}

/** Moves the corner of `box` (xyxy, clipped to the masks) to the origin. */
export function cropPolygons(masks: PolygonMasks, box: ArrayLike<number>): PolygonMasks {
  const { left, top, height, width } = cropWindow(masks, box);
  return mapPoints(masks, height, width, (point) => {
    point[0] -= left;
    point[1] -= top;
  });
}

/** The window that a crop takes: `box` clipped to the masks, at least one pixel wide and high. */
function cropWindow(
  masks: { readonly height: number; readonly width: number },
  box: ArrayLike<number>,
): { left: number; top: number; height: number; width: number } {
  const x = (value: number) => Math.min(Math.max(value, 0), masks.width);
  const y = (value: number) => Math.min(Math.max(value, 0), masks.height);
  const [left, top] = [x(box[0]), y(box[1])];
  return { left, top, height: Math.max(y(box[3]) - top, 1), width: Math.max(x(box[2]) - left, 1) };
}

/** Only the size changes. */
export function padPolygons(masks: PolygonMasks, height: number, width: number): PolygonMasks {
  return { ...masks, height, width };
}

export function resizePolygons(masks: PolygonMasks, height: number, width: number): PolygonMasks {
  const [scaleX, scaleY] = [width / masks.width, height / masks.height];
  return mapPoints(masks, height, width, (point) => {
    point[0] *= scaleX;
    point[1] *= scaleY;
  });
}

/** Translates along one axis and clips that axis to the new size. */
export function translatePolygons(
  masks: PolygonMasks,
  height: number,
  width: number,
  offset: number,
  direction: 'horizontal' | 'vertical',
): PolygonMasks {
  const axis = direction === 'horizontal' ? 0 : 1;
  const limit = axis === 0 ? width : height;
  return mapPoints(masks, height, width, (point) => {
    point[axis] = clip(point[axis] + offset, limit);
  });
}

/** @param magnitude shear factor: pixels along `direction` per pixel across it. */
export function shearPolygons(
  masks: PolygonMasks,
  height: number,
  width: number,
  magnitude: number,
  direction: 'horizontal' | 'vertical',
): PolygonMasks {
  const shearFactor = Math.fround(magnitude); // mmdetection's shear matrix is float32
  return mapPoints(masks, height, width, (point) => {
    const [x, y] = point;
    point[0] = clip(direction === 'horizontal' ? x + shearFactor * y : x, width);
    point[1] = clip(direction === 'vertical' ? shearFactor * x + y : y, height);
  });
}

/**
 * @param angleDeg positive: clockwise on screen.
 * @param center in pixels; float32 in OpenCV.
 */
export function rotatePolygons(
  masks: PolygonMasks,
  height: number,
  width: number,
  angleDeg: number,
  center: readonly [number, number],
  scale = 1,
): PolygonMasks {
  const [centerX, centerY] = [Math.fround(center[0]), Math.fround(center[1])];
  const angle = (-angleDeg * Math.PI) / 180;
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  const shiftX = (1 - cos) * centerX - sin * centerY;
  const shiftY = sin * centerX + (1 - cos) * centerY;
  return mapPoints(masks, height, width, (point) => {
    const [x, y] = point;
    point[0] = clip(cos * x + sin * y + shiftX, width);
    point[1] = clip(-sin * x + cos * y + shiftY, height);
  });
}

function clip(value: number, limit: number): number {
  return Math.min(Math.max(value, 0), limit);
}

function mapPoints(masks: PolygonMasks, height: number, width: number, map: PointMap): PolygonMasks {
  const point: [number, number] = [0, 0];
  const polygons = masks.polygons.map((parts) =>
    parts.map((part) => {
      const moved = new Float64Array(part.length);
      for (let k = 0; k < part.length; k += 2) {
        point[0] = part[k];
        point[1] = part[k + 1];
        map(point);
        moved[k] = point[0];
        moved[k + 1] = point[1];
      }
      return moved;
    }),
  );
  return { kind: 'polygon', polygons, height, width };
}
