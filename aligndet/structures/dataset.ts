/** @module The contract of datasets, for samplers, loaders and evaluation. */
import type { RandomSource } from '../core/index.js';

/** Keys of mmdetection's `results` dict: `img`, `gt_bboxes`, `img_metas`, ... */
export type Sample = Record<string, unknown>;

export interface Dataset {
  readonly length: number;
  /** Class names, by label. */
  readonly classes: readonly string[];
  /** `[length]`: 1 where the image is wider than high; a batch contains images of one group. */
  readonly flag: Uint8Array;
  /** Loads and transforms one sample; several views give a list. */
  get(index: number, random: RandomSource): Promise<Sample | Sample[]>;
}
