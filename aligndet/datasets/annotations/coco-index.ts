/**
 * @module A COCO annotation file as flat arrays. Numbers lie in shared memory: worker threads read the one copy.
 *
 * Dims: I images, N annotations in the order of their images, then of the file. Boxes are `[x, y, width, height]`.
 */
import type { AnnotationId, ImageId } from '../../structures/index.js';
import type { SegmentationPool } from './segmentation-pool.js';

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
}

export interface CocoIndex {
  /** Path of the file. */
  readonly path: string;
  /** In file order. */
  readonly categories: readonly CocoCategory[];
  readonly imageIds: readonly ImageId[];
  readonly fileNames: readonly string[];
  readonly widths: Int32Array;
  readonly heights: Int32Array;
  /** `[I + 1]`: annotations of image i are `starts[i]` to `starts[i + 1]`. */
  readonly starts: Int32Array;
  /** NaN where `bigIds` has the id. */
  readonly ids: Float64Array;
  /** Ids that a double cannot hold, by annotation. */
  readonly bigIds: ReadonlyMap<number, bigint>;
  readonly categoryIds: Float64Array;
  /** `[N, 4]`. */
  readonly boxes: Float64Array;
  readonly areas: Float64Array;
  /** Bits of {@link FLAG_CROWD} and {@link FLAG_IGNORE}. */
  readonly flags: Uint8Array;
  readonly segmentations: SegmentationPool;
  /** Annotations whose image the file does not list. */
  readonly numOrphans: number;
  /** What was computed or understood while reading. */
  readonly notes: readonly string[];
}

export const FLAG_CROWD = 1;
export const FLAG_IGNORE = 2;

/** Id of annotation `n`. */
export function annotationIdAt({ ids, bigIds }: CocoIndex, n: number): AnnotationId {
  return bigIds.get(n) ?? ids[n];
}
