/** @module A batch from the loader: plain arrays, which can be transferred from a worker thread. */
import type { ImageMeta } from './image-meta.js';
import type { BitmapMasks } from './masks/index.js';

/** One batch of images. Boxes are xyxy in pixels of the padded input. */
export interface Batch {
  /** `[B, H, W, C]`, normalized, padded with zeros at the right and bottom. */
  readonly img: Float32Array;
  readonly img_shape: readonly [batch: number, height: number, width: number, channels: number];
  readonly img_metas: ImageMeta[];
  /** Per image `[M, 4]`. */
  readonly gt_bboxes?: Float32Array[];
  /** Per image `[M]`. */
  readonly gt_labels?: Int32Array[];
  /** Per image, M masks of the image's padded size. */
  readonly gt_masks?: BitmapMasks[];
  /** Per image `[M, 4]`: crowd boxes, which count neither as positive nor as negative. */
  readonly gt_bboxes_ignore?: Float32Array[];
  /** `[B, h, w]` classes of all pixels, usually smaller than the images; padded with the ignore label. */
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
