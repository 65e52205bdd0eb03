/** @module The annotations of a dataset, in columnar form for evaluation. */
import { DataError } from '../../core/portable.js';
import {
  type AnnotationId,
  type ImageId,
  type MeasuredRuns,
  measureRuns,
  runsOfSegmentation,
  type Segmentation,
} from '../../structures/portable.js';
import type { CocoCategory, IouType } from './annotations.js';
import type { Scope, TrueInstances } from './instances.js';

/** A COCO file as flat arrays, with annotations grouped by image. Dims: I images, N annotations. */
export interface CocoColumns {
  readonly categories: readonly CocoCategory[];
  /** `[I]`. */
  readonly imageIds: readonly ImageId[];
  readonly widths: ArrayLike<number>;
  readonly heights: ArrayLike<number>;
  /** `[I + 1]`: annotations of image i are `starts[i]` to `starts[i + 1]`. */
  readonly starts: ArrayLike<number>;
  /** Of annotation n. */
  readonly annotationId: (n: number) => AnnotationId;
  /** `[N]`. */
  readonly categoryIds: ArrayLike<number>;
  /** `[N, 4]`: x, y, width, height. */
  readonly boxes: Float64Array;
  readonly areas: ArrayLike<number>;
  readonly isCrowd: (n: number) => boolean;
  /** Of annotation n, or `null` if it has none. */
  readonly segmentation: (n: number) => Segmentation | null;
  /** Whether annotation n is ignored when masks are compared; none if absent. */
  readonly isWithoutMask?: (n: number) => boolean;
}

/** Columns of the images and categories in `scope`. */
export function instancesOfColumns(columns: CocoColumns, scope: Scope, iouType: IouType): TrueInstances {
  const rows: number[] = [];
  const owners: number[] = [];
  for (const [image, id] of columns.imageIds.entries()) {
    if (scope.imageAt(id) < 0) continue;
    for (let n = columns.starts[image]; n < columns.starts[image + 1]; n++) {
      if (scope.categoryAt(columns.categoryIds[n]) < 0) continue;
      if (iouType === 'segm' && columns.isWithoutMask?.(n)) continue;
      rows.push(n);
      owners.push(image);
    }
  }
  const boxes = new Float64Array(4 * rows.length);
  for (const [i, n] of rows.entries()) boxes.set(columns.boxes.subarray(4 * n, 4 * n + 4), 4 * i);
  return {
    count: rows.length,
    images: Int32Array.from(owners, (image) => scope.imageAt(columns.imageIds[image])),
    categories: Int32Array.from(rows, (n) => scope.categoryAt(columns.categoryIds[n])),
    boxes,
    areas: Float64Array.from(rows, (n) => columns.areas[n]),
    isCrowd: Uint8Array.from(rows, (n) => (columns.isCrowd(n) ? 1 : 0)),
    hasIdZero: Uint8Array.from(rows, (n) => (columns.annotationId(n) === 0 ? 1 : 0)),
    ...(iouType === 'segm' && { mask: maskReader(columns, rows, owners) }),
  };
}

/** Decodes a mask on first use, and caches it. */
function maskReader(
  columns: CocoColumns,
  rows: readonly number[],
  owners: readonly number[],
): (i: number) => MeasuredRuns {
  const masks: MeasuredRuns[] = [];
  return (i) => {
    if (masks[i] === undefined) {
      const segmentation = columns.segmentation(rows[i]);
      if (segmentation === null) {
        throw new DataError(
          `Annotation ${columns.annotationId(rows[i])} has no "segmentation", which segm evaluation needs.`,
        );
      }
      const [height, width] = [columns.heights[owners[i]], columns.widths[owners[i]]];
      masks[i] = measureRuns(runsOfSegmentation(segmentation, height, width));
    }
    return masks[i];
  };
}
