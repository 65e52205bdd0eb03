/** @module Run-length encodings in JSON form, and the conversion of any COCO segmentation to runs. */
import { DataError } from '../../core/portable.js';
import { runsOfBoxes, runsOfPolygons } from './polygon-runs.js';
import { compressCounts, decompressCounts } from './rle-string.js';
import { type Runs, runsOfBitmap } from './runs.js';
import { mergeRuns } from './runs-merge.js';

/** A mask in a COCO file. */
export interface Rle {
  /** `[height, width]`. */
  readonly size: readonly [height: number, width: number];
  /** Compressed string, or plain run lengths. */
  readonly counts: string | readonly number[];
}

/** COCO's `segmentation`: polygons `[x1, y1, x2, y2, ...]`, or a run-length encoding. */
export type Segmentation = Rle | readonly (readonly number[])[];

/** The compressed form, as in result files. */
export function rleOfRuns({ height, width, counts }: Runs): Rle & { counts: string } {
  return { size: [height, width], counts: compressCounts(counts) };
}

export function runsOfRle({ size: [height, width], counts }: Rle): Runs {
  return {
    height,
    width,
    counts: typeof counts === 'string' ? decompressCounts(counts) : Uint32Array.from(counts),
  };
}

/** @param bitmap `[height, width]` with 0 and 1. */
export function encodeBitmap(bitmap: ArrayLike<number>, height: number, width: number): Rle {
  return rleOfRuns(runsOfBitmap(bitmap, height, width));
}

/**
 * @param height of the image; used for polygons only, since encodings contain their size.
 * @throws {DataError} when `segmentation` is neither.
 */
export function runsOfSegmentation(segmentation: Segmentation, height: number, width: number): Runs {
  if (isRle(segmentation)) return runsOfRle(segmentation);
  if (!Array.isArray(segmentation) || segmentation.some((part) => !Array.isArray(part))) {
    throw new DataError('Invalid segmentation: expected a list of polygons, or { size, counts }.');
  }
  if (segmentation.length === 0) return { height, width, counts: Uint32Array.of(height * width) };
  // pycocotools checks only the first element: four numbers are a box [x, y, width, height], not a polygon.
  const parts = segmentation[0].length === 4 ? runsOfBoxes : runsOfPolygons;
  return mergeRuns(parts(segmentation as readonly (readonly number[])[], height, width), 'union');
}

function isRle(segmentation: Segmentation): segmentation is Rle {
  return typeof segmentation === 'object' && segmentation !== null && 'counts' in segmentation;
}
