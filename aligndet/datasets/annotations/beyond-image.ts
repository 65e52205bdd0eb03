/** @module Boxes that extend beyond their image. */

/** Tolerance for rounded coordinates, in pixels. */
const TOLERANCE_PX = 1;

/** @param x1 left edge; corners are in image pixels, 0- or 1-based. */
export function reachesBeyond(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  width: number,
  height: number,
): boolean {
  return x1 < -TOLERANCE_PX || y1 < -TOLERANCE_PX || x2 > width + TOLERANCE_PX || y2 > height + TOLERANCE_PX;
}

/** The message after a count. @param wrong the condition under which it is an error. */
export function beyondFinding(wrong: string): string {
  return `boxes extend beyond their image: correct for objects that the image border cuts, but wrong ${wrong}`;
}
