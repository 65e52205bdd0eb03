/**
 * @module Annotations and detections in columnar form, without an object per box, for speed.
 *
 * Images and categories are indices into sorted lists of ids, so that indices sort as ids.
 */
import type { ImageId, MeasuredRuns } from '../../structures/portable.js';

/** Boxes or masks in file order. Those of other images or categories are left out. */
export interface Instances {
  readonly count: number;
  /** `[count]` index of the image. */
  readonly images: Int32Array;
  /** `[count]` index of the category. */
  readonly categories: Int32Array;
  /** `[count, 4]`: x, y, width, height in pixels. */
  readonly boxes: Float64Array;
  /** `[count]` area in square pixels, which determines small, medium or large. */
  readonly areas: Float64Array;
  /** Mask of instance i; absent if only boxes are compared. */
  readonly mask?: (i: number) => MeasuredRuns;
}

export interface TrueInstances extends Instances {
  /** `[count]`; 1 for a crowd, which is ignored. */
  readonly isCrowd: Uint8Array;
  /**
   * `[count]`; 1 for annotations with id 0. pycocotools stores a match as the annotation's id, with 0 for "none": a
   * detection of such an object counts as a false positive. Kept for equal results.
   */
  readonly hasIdZero: Uint8Array;
}

export interface DetectedInstances extends Instances {
  /** `[count]`. */
  readonly scores: Float64Array;
}

/** Scope of an evaluation: sorted ids of images and categories. */
export class Scope {
  readonly imageIds: readonly ImageId[];
  readonly categoryIds: readonly number[];
  readonly #images: Map<ImageId, number>;
  readonly #categories: Map<number, number>;

  /** Ids in any order; duplicates count once. */
  constructor(imageIds: Iterable<ImageId>, categoryIds: Iterable<number>) {
    this.imageIds = sortedUnique(imageIds);
    this.categoryIds = sortedUnique(categoryIds);
    this.#images = new Map(this.imageIds.map((id, i) => [id, i]));
    this.#categories = new Map(this.categoryIds.map((id, i) => [id, i]));
  }

  /** Index of an image, or -1. */
  imageAt(id: ImageId): number {
    return this.#images.get(id) ?? -1;
  }

  /** Index of a category, or -1. */
  categoryAt(id: number): number {
    return this.#categories.get(id) ?? -1;
  }
}

function sortedUnique<T extends ImageId>(ids: Iterable<T>): T[] {
  return [...new Set(ids)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
