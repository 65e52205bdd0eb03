/** @module The contract of datasets, for samplers, loaders and evaluation. */
import type { RandomSource } from '../core/index.js';

/** Keys of mmdetection's `results` dict: `img`, `gt_bboxes`, `img_metas`, ... */
export type Sample = Record<string, unknown>;

export interface Dataset {
  readonly length: number;
  /** Class names, by label. */
  readonly classes: readonly string[];
  /** `[length]`: 1 where the image is wider than high; batches hold one kind. */
  readonly flag: Uint8Array;
  /** Loads and transforms one item; several views give a list. */
  get(index: number, random: RandomSource): Promise<Sample | Sample[]>;
}
