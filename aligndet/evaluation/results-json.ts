/**
 * @module Result files in COCO's format, as mmdetection's `format_results` writes them: `<prefix>.bbox.json`,
 * `<prefix>.segm.json`.
 */
import { DataError, jsonListChunks, writeAtomically } from '../core/index.js';
import { type Detections, type ImageId, type Rle, rleOfRuns, runsOfRle } from '../structures/index.js';
import { type CocoResult, type ScoredDetections, unknownLabel } from './coco/results.js';

/** Image ids of the results, and category ids of the labels. */
export interface ResultIds {
  readonly imageIds: readonly ImageId[];
  /** By label; detections of a label without a category are not written. */
  readonly categoryIds: readonly (number | null)[];
}

/** Files by metric. Boxes are also used as proposals. */
export interface ResultFiles {
  /** Number of detections that were not written, since their class is not a category. */
  readonly numLeftOut: number;
  readonly bbox: string;
  readonly segm?: string;
  readonly proposal: string;
}

/**
 * Writes detections, with masks if they have any.
 *
 * @throws {DataError} if the numbers of results and images differ.
 */
export async function writeDetections(
  detections: readonly ScoredDetections[],
  ids: ResultIds,
  prefix: string,
): Promise<ResultFiles> {
  checkLength(detections, ids.imageIds);
  const bbox = `${prefix}.bbox.json`;
  writeLines(bbox, bboxResults(detections, ids));
  const numLeftOut = countLeftOut(detections, ids);
  if (!hasMasks(detections)) return { numLeftOut, bbox, proposal: bbox };
  const segm = `${prefix}.segm.json`;
  writeLines(segm, segmResults(detections, ids));
  return { numLeftOut, bbox, segm, proposal: bbox };
}

/**
 * Writes all detections to one file: boxes, and masks if there are any. COCO's API reads it as either.
 *
 * @throws {DataError} if the numbers of results and images differ.
 */
export async function writeResults(
  detections: readonly ScoredDetections[],
  ids: ResultIds,
  path: string,
): Promise<{ readonly numLeftOut: number; readonly file: string }> {
  checkLength(detections, ids.imageIds);
  writeLines(path, hasMasks(detections) ? segmResults(detections, ids) : bboxResults(detections, ids));
  return { numLeftOut: countLeftOut(detections, ids), file: path };
}

/** Whether any image has masks. */
export function hasMasks(detections: readonly Detections[]): boolean {
  return detections.some(({ masks }) => masks !== undefined);
}

function* bboxResults(
  detections: readonly Detections[],
  { imageIds, categoryIds }: ResultIds,
): Generator<CocoResult> {
  for (const [i, { bboxes, labels }] of detections.entries()) {
    for (let n = 0; n < labels.length; n++) {
      const category = categoryOf(categoryIds, labels[n]);
      if (category !== null) yield lineOf(imageIds[i], bboxes, n, category);
    }
  }
}

function* segmResults(
  detections: readonly ScoredDetections[],
  { imageIds, categoryIds }: ResultIds,
): Generator<CocoResult> {
  for (const [i, { bboxes, labels, masks, maskScores }] of detections.entries()) {
    for (let n = 0; n < labels.length; n++) {
      if (masks === undefined) throw new DataError(`The results of image ${imageIds[i]} have no masks.`);
      const category = categoryOf(categoryIds, labels[n]);
      if (category === null) continue;
      const line = lineOf(imageIds[i], bboxes, n, category);
      yield { ...line, score: maskScores?.[n] ?? line.score, segmentation: compressed(masks[n]) };
    }
  }
}

/** Warning if {@link ResultFiles.numLeftOut} is not 0. */
export function leftOutNote(numLeftOut: number): string {
  return `${numLeftOut} detections are of classes that are not categories of the annotation file: they are not written.`;
}

function countLeftOut(detections: readonly Detections[], { categoryIds }: ResultIds): number {
  if (!categoryIds.includes(null)) return 0;
  let count = 0;
  for (const { labels } of detections) {
    for (const label of labels) if (categoryIds[label] === null) count++;
  }
  return count;
}

/** @throws {DataError} for a label that the dataset does not have. */
function categoryOf(categoryIds: readonly (number | null)[], label: number): number | null {
  const id = categoryIds[label];
  if (id === undefined) throw unknownLabel(label, categoryIds.length);
  return id;
}

/** Row n of `[N, 5]`; width and height are differences of doubles, as in the reference. */
function lineOf(image_id: ImageId, boxes: Float32Array, n: number, category_id: number): CocoResult {
  const [x1, y1, x2, y2, score] = boxes.subarray(5 * n, 5 * n + 5);
  return { image_id, bbox: [x1, y1, x2 - x1, y2 - y1], score, category_id };
}

function compressed(rle: Rle): Rle {
  return typeof rle.counts === 'string' ? rle : rleOfRuns(runsOfRle(rle));
}

function checkLength(results: readonly unknown[], imageIds: readonly ImageId[]): void {
  if (results.length === imageIds.length) return;
  throw new DataError(
    `The length of results is not equal to the dataset len: ${results.length} != ${imageIds.length}`,
  );
}

function writeLines(path: string, lines: Iterable<CocoResult>): void {
  writeAtomically(
    path,
    (function* () {
      yield* jsonListChunks(lines, ',\n');
      yield '\n';
    })(),
  );
}
