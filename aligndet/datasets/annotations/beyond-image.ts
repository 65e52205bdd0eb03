/** @module Boxes that reach over the border of their image. */

/** Pixels by which boxes of rounded numbers may do so. */
const TOLERANCE_PX = 1;

/** @param x1 of the box, whose corners are in pixels of the image, from 0 or 1. */
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

/** The words behind a count. @param wrong when it is a mistake. */
export function beyondFinding(wrong: string): string {
  return `boxes reach beyond their image: right for objects that its border cuts, and wrong ${wrong}`;
}
