/** @module Functions for both kinds of instance masks, so that transforms need not distinguish them. */
import { DataError } from '../core/index.js';
import {
  type BitmapMasks,
  bitmapAreas,
  bitmapBoxes,
  bitmapOfRuns,
  cropPolygons,
  type FlipDirection,
  flipPolygons,
  mapBitmaps,
  type PolygonMasks,
  padBitmaps,
  padPolygons,
  polygonAreas,
  polygonBoxes,
  polygonMasks,
  rasterizePolygons,
  rescaledSize,
  resizePolygons,
  rotatePolygons,
  runsOfSegmentation,
  type Segmentation,
  selectPolygons,
  shearPolygons,
  stackBitmaps,
  translatePolygons,
} from '../structures/index.js';
import { DeferredBitmaps } from './deferred-masks.js';
import { fillWindow, type Window } from './kernels/pad-and-crop.js';
import {
  type AffineMatrix,
  rotationMatrix,
  shearMatrix,
  translationMatrix,
  warpAffine,
} from './kernels/warp-affine.js';

type Direction = 'horizontal' | 'vertical';

export type InstanceMasks = BitmapMasks | PolygonMasks;

/** Rasterizes segmentations into bitmaps of the image's size. */
export function bitmapsOf(
  segmentations: readonly Segmentation[],
  height: number,
  width: number,
): BitmapMasks {
  const planes = segmentations.map((one) => bitmapOfRuns(runsOfSegmentation(one, height, width)));
  return stackBitmaps(planes, height, width);
}

/** Keeps polygons unchanged, except for those of fewer than three points, which are dropped. */
export function polygonsOf(
  segmentations: readonly Segmentation[],
  height: number,
  width: number,
): PolygonMasks {
  const parts = segmentations.map((one) => {
    if ('counts' in one)
      throw new DataError('poly2mask is false, but a mask is run-length encoded. Set poly2mask to true.');
    return one.filter((part) => part.length % 2 === 0 && part.length >= 6);
  });
  return polygonMasks(parts, height, width);
}

export function countMasks(masks: InstanceMasks): number {
  return masks.kind === 'bitmap' ? masks.count : masks.polygons.length;
}

/** Rows `indices`, in that order. */
export function selectMasks(masks: InstanceMasks, indices: readonly number[]): InstanceMasks {
  return masks.kind === 'bitmap' ? DeferredBitmaps.of(masks).select(indices) : selectPolygons(masks, indices);
}

export function flipMasks(masks: InstanceMasks, direction: FlipDirection): InstanceMasks {
  return masks.kind === 'bitmap' ? DeferredBitmaps.of(masks).flip(direction) : flipPolygons(masks, direction);
}

/** Keeps the aspect ratio. */
export function rescaleMasks(masks: InstanceMasks, scale: number | readonly [number, number]): InstanceMasks {
  const { height, width } = rescaledSize(masks, scale);
  return resizeMasks(masks, height, width);
}

export function resizeMasks(masks: InstanceMasks, height: number, width: number): InstanceMasks {
  return masks.kind === 'bitmap'
    ? DeferredBitmaps.of(masks).resize(height, width)
    : resizePolygons(masks, height, width);
}

export function padMasks(masks: InstanceMasks, height: number, width: number, value: number): InstanceMasks {
  if (masks.kind === 'polygon') return padPolygons(masks, height, width);
  return value === 0 ? DeferredBitmaps.of(masks).pad(height, width) : padBitmaps(masks, height, width, value);
}

/** @param box xyxy, integers. */
export function cropMasks(masks: InstanceMasks, box: ArrayLike<number>): InstanceMasks {
  return masks.kind === 'bitmap' ? DeferredBitmaps.of(masks).crop(box) : cropPolygons(masks, box);
}

/** Area of each mask, `[M]`. */
export function areasOfMasks(masks: InstanceMasks): ArrayLike<number> {
  return masks.kind === 'bitmap' ? bitmapAreas(masks) : polygonAreas(masks);
}

/** Enclosing box of each mask, `[M, 4]`. */
export function boxesOfMasks(masks: InstanceMasks): Float32Array {
  return masks.kind === 'bitmap' ? bitmapBoxes(masks) : polygonBoxes(masks);
}

/** Translates along one axis; pixels from outside are background. */
export function translateMasks(
  masks: InstanceMasks,
  height: number,
  width: number,
  offset: number,
  direction: Direction,
): InstanceMasks {
  return masks.kind === 'bitmap'
    ? warpBitmaps(masks, translationMatrix(offset, direction))
    : translatePolygons(masks, height, width, offset, direction);
}

export function shearMasks(
  masks: InstanceMasks,
  height: number,
  width: number,
  magnitude: number,
  direction: Direction,
): InstanceMasks {
  return masks.kind === 'bitmap'
    ? warpBitmaps(masks, shearMatrix(magnitude, direction))
    : shearPolygons(masks, height, width, magnitude, direction);
}

/** @param angleDeg positive: clockwise on screen. */
export function rotateMasks(
  masks: InstanceMasks,
  height: number,
  width: number,
  angleDeg: number,
  center: readonly [number, number],
  scale: number,
): InstanceMasks {
  return masks.kind === 'bitmap'
    ? warpBitmaps(masks, rotationMatrix(center, -angleDeg, scale))
    : rotatePolygons(masks, height, width, angleDeg, center, scale);
}

function warpBitmaps(masks: BitmapMasks, matrix: AffineMatrix): BitmapMasks {
  return mapBitmaps(masks, masks.height, masks.width, (plane, height, width) =>
    warpAffine(plane, height, width, 1, matrix, [0]),
  );
}

/** Sets the window to background; polygons become bitmaps, since they cannot have holes. */
export function eraseMasks(masks: InstanceMasks, window: Window): BitmapMasks {
  const bitmaps = masks.kind === 'bitmap' ? masks : rasterizePolygons(masks);
  return mapBitmaps(bitmaps, bitmaps.height, bitmaps.width, (plane, height, width) =>
    fillWindow(plane, height, width, 1, window, [0]),
  );
}
