/** @module What the loader hands to a detector: plain arrays, which can cross from a worker thread. */
import type { ImageMeta } from './image-meta.js';
import type { BitmapMasks } from './masks/index.js';

/** One batch of images. Boxes are xyxy in pixels of the padded input. */
export interface Batch {
  /** `[B, H, W, C]`, normalised, padded right and below with zeros. */
  readonly img: Float32Array;
  readonly img_shape: readonly [batch: number, height: number, width: number, channels: number];
  readonly img_metas: ImageMeta[];
  /** Per image `[M, 4]`. */
  readonly gt_bboxes?: Float32Array[];
  /** Per image `[M]`. */
  readonly gt_labels?: Int32Array[];
  /** Per image M masks of the image's own padded size. */
  readonly gt_masks?: BitmapMasks[];
  /** Per image `[M, 4]`: crowds, which neither attract nor repel. */
  readonly gt_bboxes_ignore?: Float32Array[];
  /** `[B, h, w]` classes of all pixels, mostly of a smaller size than the images; padded with the class that counts for nothing. */
  readonly gt_semantic_seg?: Uint8Array | Int32Array;
  readonly gt_semantic_seg_shape?: readonly [batch: number, height: number, width: number];
}

/** Classes of the pixels of one image, `[height, width]`. */
export interface SemanticMap {
  readonly labels: Uint8Array | Int32Array;
  readonly height: number;
  readonly width: number;
}

/** Several views of the same images, for self-supervised training. */
export type TrainingBatch = Batch | readonly Batch[];
