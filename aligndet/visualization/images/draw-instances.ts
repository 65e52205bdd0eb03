/** @module Draws boxes, masks and labels on an image. */
import { bitmapOfRuns, type Rle, runsOfRle } from '../../structures/index.js';
import { inkOn } from '../palette.js';
import { drawText, LINE_HEIGHT, textWidth } from './font.js';
import { type Area, blendPixel, fillArea, type Rgb, type RgbImage, strokeArea } from './rgb-image.js';

export interface DrawnInstance {
  /** xyxy in pixels of the target image. */
  readonly box: ArrayLike<number>;
  readonly color: Rgb;
  /** Label of the box: `dog 93%`. No label if empty. */
  readonly caption: string;
  /** Of the size of the target image. */
  readonly mask?: Rle;
}

/** Draws the masks into `image`, large ones first. @param alpha their opacity, in [0, 1]. */
export function drawMasks(image: RgbImage, instances: readonly DrawnInstance[], alpha = 0.4): void {
  for (const { mask, color } of byDescendingArea(instances)) {
    if (mask !== undefined) drawMask(image, mask, color, alpha);
  }
}

/** Draws boxes and, above all of them, captions. @param scale pixels per dot of the letters and of the frames. */
export function drawBoxes(
  image: RgbImage,
  instances: readonly DrawnInstance[],
  scale = textScaleFor(image),
): void {
  for (const { box, color } of byDescendingArea(instances)) {
    drawBox(image, areaOfBox(box), color, scale);
  }
  const placed: Area[] = [];
  for (const { box, color, caption } of instances) {
    if (caption !== '') drawTag(image, areaOfBox(box), caption, color, scale, placed);
  }
}

function byDescendingArea(instances: readonly DrawnInstance[]): DrawnInstance[] {
  return [...instances].sort((a, b) => areaOf(b.box) - areaOf(a.box));
}

/** Letters scale with the image, so that they are legible when it is shown at page width. */
export function textScaleFor({ width, height }: RgbImage): number {
  return Math.max(1, Math.round(Math.max(width, height) / 400));
}

function areaOf(box: ArrayLike<number>): number {
  return (box[2] - box[0]) * (box[3] - box[1]);
}

function areaOfBox(box: ArrayLike<number>): Area {
  return {
    left: Math.round(box[0]),
    top: Math.round(box[1]),
    right: Math.max(Math.round(box[2]), Math.round(box[0]) + 1),
    bottom: Math.max(Math.round(box[3]), Math.round(box[1]) + 1),
  };
}

/** A dark line on both sides keeps the frame visible on any background. */
function drawBox(image: RgbImage, area: Area, color: Rgb, thickness: number): void {
  const grown = (by: number): Area => ({
    left: area.left - by,
    top: area.top - by,
    right: area.right + by,
    bottom: area.bottom + by,
  });
  strokeArea(image, grown(1), [0, 0, 0], 1, 0.45);
  strokeArea(image, grown(-thickness), [0, 0, 0], 1, 0.45);
  strokeArea(image, area, color, thickness);
}

/** Fills the mask with low and its border with high opacity. */
function drawMask(image: RgbImage, mask: Rle, color: Rgb, alpha: number): void {
  const runs = runsOfRle(mask);
  const bitmap = bitmapOfRuns(runs);
  const { height, width } = runs;
  const isSet = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && bitmap[y * width + x] === 1;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (bitmap[at] === 0) continue;
      const isInner = isSet(x - 1, y) && isSet(x + 1, y) && isSet(x, y - 1) && isSet(x, y + 1);
      blendPixel(image, x, y, color, isInner ? alpha : Math.max(alpha, 0.9));
    }
  }
}

/** A caption on the box's color, where it overlaps no earlier one; otherwise it is omitted. */
function drawTag(
  image: RgbImage,
  box: Area,
  caption: string,
  color: Rgb,
  scale: number,
  placed: Area[],
): void {
  const padding = 2 * scale;
  const width = textWidth(caption, scale) + 2 * padding;
  const height = (LINE_HEIGHT - 1) * scale + 2 * padding;
  const positions = [
    [box.left, box.top - height], // above, left-aligned
    [box.left, box.bottom], // below
    [box.right - width, box.top - height], // above, right-aligned
    [box.left, box.top], // inside
    [box.left, box.bottom - height],
  ].map(([left, top]) => within(image, left, top, width, height));
  const tag = positions.find((position) => !placed.some((other) => overlap(position, other)));
  if (tag === undefined) return;
  placed.push(tag);
  fillArea(image, tag, color);
  drawText(image, caption, tag.left + padding, tag.top + padding, inkOn(color), scale);
}

/** Shifted by the min distance to be inside the image. */
function within(image: RgbImage, left: number, top: number, width: number, height: number): Area {
  const x = Math.max(Math.min(left, image.width - width), 0);
  const y = Math.max(Math.min(top, image.height - height), 0);
  return { left: x, top: y, right: x + width, bottom: y + height };
}

function overlap(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
