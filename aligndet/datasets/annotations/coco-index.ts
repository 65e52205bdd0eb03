/**
 * @module A COCO annotation file as flat arrays in shared memory, so that worker threads read one copy.
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
  /** NaN where the id is in `bigIds`. */
  readonly ids: Float64Array;
  /** Ids that a double cannot represent, by annotation. */
  readonly bigIds: ReadonlyMap<number, bigint>;
  readonly categoryIds: Float64Array;
  /** `[N, 4]`. */
  readonly boxes: Float64Array;
  readonly areas: Float64Array;
  /** Bits of {@link FLAG_CROWD} and {@link FLAG_IGNORE}. */
  readonly flags: Uint8Array;
  readonly segmentations: SegmentationPool;
  /** Number of annotations whose image is not in the file. */
  readonly numOrphans: number;
  /** Findings about computed and converted values. */
  readonly notes: readonly string[];
}

export const FLAG_CROWD = 1;
export const FLAG_IGNORE = 2;

/** Id of annotation `n`. */
export function annotationIdAt({ ids, bigIds }: CocoIndex, n: number): AnnotationId {
  return bigIds.get(n) ?? ids[n];
}
