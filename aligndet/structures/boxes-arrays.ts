/**
 * @module Boxes as plain arrays, for code without gradients. Dims: N boxes. `Float32Array` of `[N, 4]`
 * (x1, y1, x2, y2), of `[N, 5]` with a score at the end (detections, proposals) or an image index at the start
 * (RoIs).
 */
import { ShapeError } from '../core/index.js';
import type { ImageMeta } from './image-meta.js';

/** N of an array `[N, 4]`. @throws {ShapeError} when the length is not a multiple of 4. */
export function countBoxes(boxes: Float32Array, name = 'boxes'): number {
  if (boxes.length % 4 === 0) return boxes.length / 4;
  throw new ShapeError(`${name} must be [N, 4] boxes (x1, y1, x2, y2), but has ${boxes.length} elements.`);
}

/** `[N, 5]` detections without their scores: `[N, 4]`. */
export function withoutScores(dets: Float32Array): Float32Array {
  return columns(dets, 0);
}

/** `[N, 5]` RoIs without their image index: `[N, 4]`. */
export function withoutImage(rois: Float32Array): Float32Array {
  return columns(rois, 1);
}

function columns(rows: Float32Array, from: number): Float32Array {
  const boxes = new Float32Array((rows.length / 5) * 4);
  for (let row = 0; row < rows.length / 5; row++) {
    for (let k = 0; k < 4; k++) boxes[4 * row + k] = rows[5 * row + from + k];
  }
  return boxes;
}

/** Rows `indices` of an array with `width` elements per row. */
export function takeRows(rows: Float32Array, indices: ArrayLike<number>, width = 4): Float32Array {
  const taken = new Float32Array(width * indices.length);
  for (let i = 0; i < indices.length; i++) {
    const at = width * indices[i];
    for (let k = 0; k < width; k++) taken[width * i + k] = rows[at + k];
  }
  return taken;
}

export function concatRows(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Boxes of each image -> `[N, 5]` RoIs: image index, x1, y1, x2, y2. */
export function toRois(boxesOfImages: readonly Float32Array[]): Float32Array {
  const count = boxesOfImages.reduce((sum, boxes) => sum + countBoxes(boxes), 0);
  const rois = new Float32Array(5 * count);
  let row = 0;
  boxesOfImages.forEach((boxes, image) => {
    for (let at = 0; at < boxes.length; at += 4, row++) {
      rois[5 * row] = image;
      for (let k = 0; k < 4; k++) rois[5 * row + 1 + k] = boxes[at + k];
    }
  });
  return rois;
}

/** Flips boxes in an image of `imageShape` (height, width) along `flip_direction`. */
export function flipBoxes(
  boxes: Float32Array,
  [height, width]: readonly number[],
  direction: string | null,
): Float32Array {
  const isHorizontal = direction === 'horizontal' || direction === 'diagonal';
  const isVertical = direction === 'vertical' || direction === 'diagonal';
  const flipped = boxes.slice();
  for (let at = 0; at < boxes.length; at += 4) {
    if (isHorizontal) {
      flipped[at] = width - boxes[at + 2];
      flipped[at + 2] = width - boxes[at];
    }
    if (isVertical) {
      flipped[at + 1] = height - boxes[at + 3];
      flipped[at + 3] = height - boxes[at + 1];
    }
  }
  return flipped;
}

/** Multiplies (`direction` 1) or divides (-1) coordinates by their scale factors. */
export function scaleBoxes(
  boxes: Float32Array,
  factors: ArrayLike<number>,
  direction: 1 | -1 = 1,
): Float32Array {
  const scale = Float32Array.from(factors);
  return direction === 1
    ? boxes.map((value, i) => value * scale[i & 3])
    : boxes.map((value, i) => value / scale[i & 3]);
}

type View = Pick<ImageMeta, 'img_shape' | 'scale_factor' | 'flip' | 'flip_direction'>;

/** From pixels of the original image to those of the network's input. */
export function mapBoxes(boxes: Float32Array, view: View): Float32Array {
  const scaled = scaleBoxes(boxes, view.scale_factor);
  return view.flip ? flipBoxes(scaled, view.img_shape, view.flip_direction) : scaled;
}

/** From pixels of the network's input to those of the original image. Rows may hold several boxes. */
export function mapBoxesBack(boxes: Float32Array, view: View): Float32Array {
  const upright = view.flip ? flipBoxes(boxes, view.img_shape, view.flip_direction) : boxes;
  return scaleBoxes(upright, view.scale_factor, -1);
}
