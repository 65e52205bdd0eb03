/** @module Boxes that reach over the border of their image. */

/** Pixels by which boxes of rounded numbers may do so. */
const TOLERANCE_PX = 1;

/** @param box xyxy, in pixels of the image, from 0 or 1. */
export function reachesBeyond(
  [x1, y1, x2, y2]: readonly number[],
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  return Math.min(x1, y1) < -TOLERANCE_PX || x2 > width + TOLERANCE_PX || y2 > height + TOLERANCE_PX;
}

/** The words behind a count. @param wrong when it is a mistake. */
export function beyondFinding(wrong: string): string {
  return `boxes reach beyond their image: right for objects that its border cuts, and wrong ${wrong}`;
}
