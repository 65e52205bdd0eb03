/** @module Checks whether polygons cover any pixel of their image: an empty mask would be a wrong target. */
import type { CocoIndex } from './coco-index.js';
import { elementOf } from './growing-array.js';

/** Coordinates of a polygon of three points. */
export const MIN_POLYGON_VALUES = 6;

/**
 * Whether the mask of annotation `n` must cover a pixel, as its box does. Where the box covers none, COCO's
 * files contain such masks too.
 */
export function boxCoversPixels({ boxes, widths, heights }: CocoIndex, image: number, n: number): boolean {
  const at = 4 * n;
  const [x, y, width, height] = [boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]];
  const [imageWidth, imageHeight] = [widths[image] || Infinity, heights[image] || Infinity];
  return width >= 1 && height >= 1 && x < imageWidth && y < imageHeight && x + width > 0 && y + height > 0;
}

/**
 * Whether the polygons of annotation `n` intersect the image and span at least a pixel in width and height. Stops at
 * the first points that show it.
 */
export function polygonsCoverPixels(
  { segmentations, widths, heights }: CocoIndex,
  image: number,
  n: number,
): boolean {
  const { firstPolygons, numPolygons, polygonStarts, coordinates } = segmentations;
  const imageWidth = widths[image] || Infinity;
  const imageHeight = heights[image] || Infinity;
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  const end = firstPolygons[n] + numPolygons[n];
  for (let part = firstPolygons[n]; part < end; part++) {
    const stop = polygonStarts[part + 1];
    if (stop - polygonStarts[part] < MIN_POLYGON_VALUES) continue;
    for (let i = polygonStarts[part]; i < stop; i += 2) {
      const x = elementOf(coordinates, i);
      const y = elementOf(coordinates, i + 1);
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      const isInside = left < imageWidth && top < imageHeight && right > 0 && bottom > 0;
      if (isInside && right - left >= 1 && bottom - top >= 1) return true;
    }
  }
  return false;
}
