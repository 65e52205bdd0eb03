/**
 * @module The sample of a data pipeline: mmdetection's `results` dict with its keys, and the contract of the
 * transforms. Boxes are `[N, 4]` xyxy in pixels of the image as it is at that step.
 */
import type { RandomSource } from '../core/index.js';
import type {
  Dataset,
  FlipDirection,
  ImageId,
  ImageMeta,
  Sample,
  Segmentation,
} from '../structures/index.js';
import type { InstanceMasks } from './instance-masks.js';
import type { Pixels } from './pixels.js';

/** The entry of an image in its annotation file. */
export interface ImageInfo {
  readonly id: ImageId;
  readonly filename: string;
  readonly width: number;
  readonly height: number;
  /** Whether its size is that of the image file before EXIF orientation, because the annotation file gives none. */
  readonly isMeasured?: boolean;
}

/** The annotations of one image after the dataset's rules. */
export interface AnnotationInfo {
  readonly bboxes: Float32Array;
  readonly labels: Int32Array;
  readonly bboxes_ignore: Float32Array;
  readonly labels_ignore?: Int32Array;
  /** As in the file; `null` where an annotation has none. */
  readonly masks?: readonly (Segmentation | null)[];
  readonly seg_map?: string;
}

/** How collation treats a key that a format step has prepared. */
export interface Container {
  readonly stack: boolean;
  readonly cpu_only: boolean;
  readonly padding_value: number;
  readonly pad_dims: number;
}

export interface NormConfig {
  readonly mean: number[];
  readonly std: number[];
  readonly to_rgb: boolean;
}

/** Keys are mmdetection's. Transforms return new samples and do not change arrays. */
export interface PipelineSample extends Sample {
  img_info?: ImageInfo;
  ann_info?: AnnotationInfo;
  img_prefix?: string | null;
  seg_prefix?: string | null;
  proposal_file?: string | null;
  /** Names of the keys with images, boxes, masks and label maps. */
  img_fields?: string[];
  bbox_fields?: string[];
  mask_fields?: string[];
  seg_fields?: string[];
  filename?: string;
  ori_filename?: string;
  img?: Pixels;
  gt_bboxes?: Float32Array;
  gt_bboxes_ignore?: Float32Array;
  gt_labels?: Int32Array;
  gt_masks?: InstanceMasks;
  gt_semantic_seg?: Pixels;
  /** `[N, 4]`, or `[N, 5]` with a score. */
  proposals?: Float32Array;
  ori_shape?: number[];
  img_shape?: number[];
  pad_shape?: number[];
  /** Target `[width, height]` of Resize. */
  scale?: readonly [number, number];
  scale_idx?: number | null;
  scale_factor?: number[] | number;
  keep_ratio?: boolean;
  flip?: boolean;
  flip_direction?: FlipDirection | null;
  pad_fixed_size?: readonly number[] | null;
  pad_size_divisor?: number | null;
  img_norm_cfg?: NormConfig;
  /** Records of the recording transforms, in order, and their combined 3x3 matrix. */
  aug_info?: Record<string, unknown>[];
  transform_matrix?: Float64Array;
  mix_results?: PipelineSample[];
  containers?: Record<string, Container>;
  img_metas?: ImageMeta;
}

/** A sample, several views of it, or `null` when no box is left. */
export type TransformResult = PipelineSample | PipelineSample[] | null;

/** The view of a dataset for transforms that mix samples. */
export interface MixSource {
  readonly length: number;
  /** Annotations of item `index`. Absent where items have none. */
  annotationsOf?(index: number): AnnotationInfo;
}

export interface Transform {
  (sample: PipelineSample, random: RandomSource): TransformResult | Promise<TransformResult>;
  /** Draws the indices of the samples that it expects in `mix_results` from `source`. */
  readonly mixedIndices?: (source: MixSource, random: RandomSource) => number[];
}

declare module '../core/registry.js' {
  interface Slots {
    dataset: Dataset;
    transform: Transform;
  }
}
