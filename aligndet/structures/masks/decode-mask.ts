/** @module A mask as pixels, for programs that know nothing of run-length encodings. */
import { DataError } from '../../core/portable.js';
import { type Rle, runsOfRle } from './rle.js';
import { bitmapOfRuns } from './runs.js';

/**
 * The pixels of a mask.
 *
 * @param mask run-length encoding as COCO writes it, `{ size: [height, width], counts }`.
 * @returns `[height, width]`, row by row: 1 on the object, 0 elsewhere.
 * @throws {DataError} when the encoding does not cover its size.
 * @example
 * ```ts
 * import { decodeMask } from 'aligndet';
 *
 * // down the columns: 1 pixel beside the object, 2 on it, 1 beside it
 * console.log(decodeMask({ size: [2, 2], counts: [1, 2, 1] }).join(' ')); // -> 0 1 1 0
 * ```
 */
export function decodeMask(mask: Rle): Uint8Array {
  const runs = runsOfRle(mask);
  const { height, width, counts } = runs;
  const covered = counts.reduce((sum, count) => sum + count, 0);
  if (covered === height * width) return bitmapOfRuns(runs);
  throw new DataError(
    `A mask of [${height}, ${width}] has ${height * width} pixels, but its runs cover ${covered}.`,
  );
}
