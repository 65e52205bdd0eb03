/** @module What a detector finds in one image. */
import type { Rle } from './masks/index.js';

/** Grouped by class, in each class by falling score, as mmdetection's per-class lists are when joined. */
export interface Detections {
  /** `[N, 5]`: x1, y1, x2, y2 in pixels of the original image, score in [0, 1]. */
  readonly bboxes: Float32Array;
  /** `[N]` class indices. */
  readonly labels: Int32Array;
  /** N masks of the original image's size. */
  readonly masks?: Rle[];
}
