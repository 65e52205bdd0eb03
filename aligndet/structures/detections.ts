/** @module The detections in one image. */
import type { Rle } from './masks/index.js';

/** Grouped by class, within a class by descending score, like mmdetection's per-class lists when concatenated. */
export interface Detections {
  /** `[N, 5]`: x1, y1, x2, y2 in pixels of the original image, score in [0, 1]. */
  readonly bboxes: Float32Array;
  /** `[N]` class indices. */
  readonly labels: Int32Array;
  /** N masks of the original image's size. */
  readonly masks?: Rle[];
}
