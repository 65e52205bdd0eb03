/** @module Whether polygons cover any pixel of their image: an empty mask teaches that an object is nowhere. */
import type { CocoIndex } from './coco-index.js';
import { elementOf } from './growing-array.js';

/** Numbers of a polygon of three points. */
export const FEWEST_NUMBERS = 6;

/**
 * Whether the mask of annotation `n` has to cover a pixel, as its box does. Where the box itself has none, COCO's own
 * files have such masks too.
 */
export function boxCoversPixels({ boxes, widths, heights }: CocoIndex, image: number, n: number): boolean {
  const at = 4 * n;
  const [x, y, width, height] = [boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]];
  const [imageWidth, imageHeight] = [widths[image] || Infinity, heights[image] || Infinity];
  return width >= 1 && height >= 1 && x < imageWidth && y < imageHeight && x + width > 0 && y + height > 0;
}

/** Whether the polygons of annotation `n` reach into the image, and are a pixel wide and high. Ends at the first points that say so. */
export function polygonsCoverPixels(
  { segmentations, widths, heights }: CocoIndex,
  image: number,
  n: number,
): boolean {
  const { firstParts, numParts, partStarts, numbers } = segmentations;
  const [imageWidth, imageHeight] = [widths[image] || Infinity, heights[image] || Infinity];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let part = firstParts[n]; part < firstParts[n] + numParts[n]; part++) {
    if (partStarts[part + 1] - partStarts[part] < FEWEST_NUMBERS) continue;
    for (let i = partStarts[part]; i < partStarts[part + 1]; i += 2) {
      const [x, y] = [elementOf(numbers, i), elementOf(numbers, i + 1)];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      const isInside = left < imageWidth && top < imageHeight && right > 0 && bottom > 0;
      if (isInside && right - left >= 1 && bottom - top >= 1) return true;
    }
  }
  return false;
}
