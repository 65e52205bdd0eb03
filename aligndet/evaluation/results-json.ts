/**
 * @module Result files in COCO's format, as mmdetection's `format_results` writes them: `<prefix>.bbox.json`,
 * `<prefix>.segm.json`, `<prefix>.proposal.json`.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DataError } from '../core/index.js';
import { type Detections, type ImageId, type Rle, rleOfRuns, runsOfRle } from '../structures/index.js';
import type { CocoResult, ScoredDetections } from './coco/results.js';

/** Which image each entry of the results belongs to, and what labels mean. */
export interface ResultIds {
  readonly imageIds: readonly ImageId[];
  /** By label. */
  readonly categoryIds: readonly number[];
}

/** Files by what they can be evaluated as. Boxes serve as proposals too. */
export interface ResultFiles {
  readonly bbox?: string;
  readonly segm?: string;
  readonly proposal: string;
}

/** Lines per write. */
const CHUNK = 1000;

/**
 * Writes detections, with masks when they have any.
 *
 * @throws {DataError} when there are not as many results as images.
 */
export async function writeDetections(
  detections: readonly ScoredDetections[],
  ids: ResultIds,
  prefix: string,
): Promise<ResultFiles> {
  checkLength(detections, ids.imageIds);
  const bbox = `${prefix}.bbox.json`;
  await writeLines(bbox, bboxResults(detections, ids));
  if (!hasMasks(detections)) return { bbox, proposal: bbox };
  const segm = `${prefix}.segm.json`;
  await writeLines(segm, segmResults(detections, ids));
  return { bbox, segm, proposal: bbox };
}

/** Writes proposals, which have no classes. @param proposals `[N, 5]` xyxy and score, for each image. */
export async function writeProposals(
  proposals: readonly Float32Array[],
  imageIds: readonly ImageId[],
  prefix: string,
): Promise<ResultFiles> {
  checkLength(proposals, imageIds);
  const proposal = `${prefix}.proposal.json`;
  await writeLines(proposal, proposalResults(proposals, imageIds));
  return { proposal };
}

/** Whether any image has masks. */
export function hasMasks(detections: readonly Detections[]): boolean {
  return detections.some(({ masks }) => masks !== undefined);
}

export function* bboxResults(
  detections: readonly Detections[],
  { imageIds, categoryIds }: ResultIds,
): Generator<CocoResult> {
  for (const [i, { bboxes, labels }] of detections.entries()) {
    for (let n = 0; n < labels.length; n++) yield lineOf(imageIds[i], bboxes, n, categoryIds[labels[n]]);
  }
}

export function* segmResults(
  detections: readonly ScoredDetections[],
  { imageIds, categoryIds }: ResultIds,
): Generator<CocoResult> {
  for (const [i, { bboxes, labels, masks, maskScores }] of detections.entries()) {
    for (let n = 0; n < labels.length; n++) {
      if (masks === undefined) throw new DataError(`The results of image ${imageIds[i]} have no masks.`);
      const line = lineOf(imageIds[i], bboxes, n, categoryIds[labels[n]]);
      yield { ...line, score: maskScores?.[n] ?? line.score, segmentation: compressed(masks[n]) };
    }
  }
}

export function* proposalResults(
  proposals: readonly Float32Array[],
  imageIds: readonly ImageId[],
): Generator<CocoResult> {
  for (const [i, boxes] of proposals.entries()) {
    for (let n = 0; n < boxes.length / 5; n++) yield lineOf(imageIds[i], boxes, n, 1);
  }
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

async function writeLines(path: string, lines: Iterable<CocoResult>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Readable.from(jsonChunks(lines)), createWriteStream(path));
}

function* jsonChunks(lines: Iterable<CocoResult>): Generator<string> {
  let chunk: string[] = [];
  let separator = '[';
  for (const line of lines) {
    chunk.push(JSON.stringify(line));
    if (chunk.length < CHUNK) continue;
    yield separator + chunk.join(',\n');
    separator = ',\n';
    chunk = [];
  }
  yield `${chunk.length > 0 || separator === '[' ? separator : ''}${chunk.join(',\n')}]\n`;
}
