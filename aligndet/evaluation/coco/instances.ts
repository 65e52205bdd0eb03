/**
 * @module Annotations and detections as columns of numbers, which is what makes evaluation fast: no object per box.
 *
 * Images and categories are positions in sorted lists of ids, so that positions order as ids do.
 */
import type { ImageId, MeasuredRuns } from '../../structures/portable.js';

/** Boxes or masks of one side, in the order of their file. Those of other images or categories are left out. */
export interface Instances {
  readonly count: number;
  /** `[count]` position of the image. */
  readonly images: Int32Array;
  /** `[count]` position of the category. */
  readonly categories: Int32Array;
  /** `[count, 4]`: x, y, width, height in pixels. */
  readonly boxes: Float64Array;
  /** `[count]` square pixels, by which instances are small, medium or large. */
  readonly areas: Float64Array;
  /** Mask of instance i; absent where only boxes are compared. */
  readonly mask?: (i: number) => MeasuredRuns;
}

export interface TrueInstances extends Instances {
  /** `[count]`; 1 for a crowd, which is neither found nor missed. */
  readonly isCrowd: Uint8Array;
  /**
   * `[count]`; 1 for annotations whose id is 0. pycocotools marks a match with the annotation's id, and takes 0 for
   * "none": a detection of such an object counts as wrong. Kept, since published numbers contain it.
   */
  readonly hasIdZero: Uint8Array;
}

export interface DetectedInstances extends Instances {
  /** `[count]`. */
  readonly scores: Float64Array;
}

/** What an evaluation runs over: sorted ids of images and categories. */
export class Scope {
  readonly imageIds: readonly ImageId[];
  readonly categoryIds: readonly number[];
  readonly #images: Map<ImageId, number>;
  readonly #categories: Map<number, number>;

  /** Ids in any order; repeated ones count once. */
  constructor(imageIds: Iterable<ImageId>, categoryIds: Iterable<number>) {
    this.imageIds = sortedUnique(imageIds);
    this.categoryIds = sortedUnique(categoryIds);
    this.#images = new Map(this.imageIds.map((id, i) => [id, i]));
    this.#categories = new Map(this.categoryIds.map((id, i) => [id, i]));
  }

  /** Position of an image, or -1. */
  imageAt(id: ImageId): number {
    return this.#images.get(id) ?? -1;
  }

  /** Position of a category, or -1. */
  categoryAt(id: number): number {
    return this.#categories.get(id) ?? -1;
  }
}

function sortedUnique<T extends ImageId>(ids: Iterable<T>): T[] {
  return [...new Set(ids)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
