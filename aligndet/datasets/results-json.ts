/**
 * @module Detections in the JSON that COCO's evaluation and its test server take. Boxes come as `[N, 5]` xyxy with
 * score, and are written `[x, y, width, height]`, in float32 as the reference holds them.
 */
import type { ImageId, Rle } from '../structures/index.js';

export interface ResultEntry {
  readonly image_id: ImageId;
  readonly bbox: readonly [number, number, number, number];
  readonly score: number;
  readonly category_id: number;
  readonly segmentation?: Rle;
}

/** Detections of one class in one image. */
export interface ClassDetections {
  readonly label: number;
  /** `[N, 5]`. */
  readonly boxes: Float32Array;
  readonly masks?: readonly Rle[];
  /** Scores of the masks, where they differ from those of the boxes. */
  readonly maskScores?: ArrayLike<number>;
}

/** Entries of all boxes, image after image, class after class. */
export function boxEntries(
  images: readonly (readonly ClassDetections[])[],
  imageIds: readonly ImageId[],
  categoryIds: readonly number[],
): ResultEntry[] {
  return images.flatMap((classes, i) =>
    classes.flatMap(({ label, boxes }) => entriesOf(boxes, imageIds[i], categoryIds[label])),
  );
}

/** The same with masks. */
export function maskEntries(
  images: readonly (readonly ClassDetections[])[],
  imageIds: readonly ImageId[],
  categoryIds: readonly number[],
): ResultEntry[] {
  return images.flatMap((classes, i) =>
    classes.flatMap(({ label, boxes, masks = [], maskScores }) =>
      entriesOf(boxes, imageIds[i], categoryIds[label]).map((entry, row) => ({
        ...entry,
        score: maskScores === undefined ? entry.score : Math.fround(maskScores[row]),
        segmentation: masks[row],
      })),
    ),
  );
}

/** Entries of class-agnostic proposals; all get category 1. */
export function proposalEntries(
  images: readonly Float32Array[],
  imageIds: readonly ImageId[],
): ResultEntry[] {
  return images.flatMap((boxes, i) => entriesOf(boxes, imageIds[i], 1));
}

function entriesOf(boxes: Float32Array, imageId: ImageId, categoryId: number): ResultEntry[] {
  return Array.from({ length: boxes.length / 5 }, (_, row) => {
    const [x1, y1, x2, y2, score] = boxes.subarray(row * 5, row * 5 + 5);
    return { image_id: imageId, bbox: [x1, y1, x2 - x1, y2 - y1], score, category_id: categoryId };
  });
}
