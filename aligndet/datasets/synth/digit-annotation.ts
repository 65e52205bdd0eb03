/** @module The COCO annotation of a digit: the tight box and the runs of its visible pixels. */
import { encodeBitmap, type Rle } from '../../structures/index.js';

export interface DigitAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  /** `[x, y, width, height]` */
  readonly bbox: readonly [number, number, number, number];
  readonly area: number;
  readonly iscrowd: 0;
  readonly segmentation: Rle;
}

/** @param mask `[size, size]`, 1 where the digit is visible; not empty. */
export function annotationOf(
  id: number,
  imageId: number,
  categoryId: number,
  mask: Uint8Array,
  size: number,
): DigitAnnotation {
  let area = 0;
  let [x1, y1, x2, y2] = [size, size, 0, 0];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (mask[y * size + x] === 0) continue;
      area++;
      x1 = Math.min(x1, x);
      y1 = Math.min(y1, y);
      x2 = Math.max(x2, x + 1);
      y2 = Math.max(y2, y + 1);
    }
  }
  return {
    id,
    image_id: imageId,
    category_id: categoryId,
    bbox: [x1, y1, x2 - x1, y2 - y1],
    area,
    iscrowd: 0,
    segmentation: encodeBitmap(mask, size, size),
  };
}
