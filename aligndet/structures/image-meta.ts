/** @module Metadata of an image. Keys are mmdetection's `img_metas`. */

export interface ImageMeta {
  /** Path as opened, and as in the annotation file. */
  filename: string;
  ori_filename: string;
  /** `[height, width, channels]` of the file. */
  ori_shape: [number, number, number];
  /** After resizing and cropping, before padding. */
  img_shape: [number, number, number];
  /** After the pipeline's own padding. */
  pad_shape: [number, number, number];
  /** Scale factors of x1, y1, x2, y2. */
  scale_factor: [number, number, number, number];
  flip: boolean;
  flip_direction: string | null;
  img_norm_cfg?: { mean: number[]; std: number[]; to_rgb: boolean };
  /** `[height, width]` of the whole batch. */
  batch_input_shape?: [number, number];
  [key: string]: unknown;
}
