/** @module Detections in columnar form: from a detector's results, or from a COCO result file. */
import { DataError, shownJson } from '../../core/portable.js';
import {
  type Detections,
  type ImageId,
  type MeasuredRuns,
  measureRuns,
  runsOfSegmentation,
  type Segmentation,
} from '../../structures/portable.js';
import type { CocoImage, IouType } from './annotations.js';
import type { DetectedInstances, Scope } from './instances.js';

/** One entry of a COCO result file. */
export interface CocoResult {
  readonly image_id: ImageId;
  readonly category_id: number;
  readonly score: number;
  /** x, y, width, height. */
  readonly bbox?: readonly number[];
  readonly segmentation?: Segmentation;
}

/** Detections of a detector with separate mask scores. */
export interface ScoredDetections extends Detections {
  /** `[N]` scores of the masks; default: those of the boxes. */
  readonly maskScores?: ArrayLike<number>;
}

/**
 * Columns of a result file. Sizes (small, medium, large) are those of the boxes if the first result has one, else those
 * of the masks: pycocotools decides this for the whole file.
 *
 * @throws {DataError} if a result is of an image that the annotations do not have, or lacks a key that `iouType` needs.
 */
export function instancesOfResults(
  results: readonly CocoResult[],
  images: readonly CocoImage[],
  scope: Scope,
  iouType: IouType,
): DetectedInstances {
  const sizes = new Map(images.map((image) => [image.id, image]));
  for (const [i, { image_id }] of results.entries()) {
    if (!sizes.has(image_id)) throw unknownImage(i, image_id, images);
  }
  const chosen = results.filter(
    ({ image_id, category_id }) => scope.imageAt(image_id) >= 0 && scope.categoryAt(category_id) >= 0,
  );
  const columns = emptyColumns(chosen.length);
  const sizedByBox = (results[0]?.bbox?.length ?? 0) > 0;
  const mask = keeping((i) => {
    const { image_id, segmentation, bbox } = chosen[i];
    const { height, width } = sizes.get(image_id) as CocoImage;
    const shape = segmentation ?? (bbox && outlineOf(bbox));
    if (shape === undefined) throw new DataError(`A result of image ${image_id} has no "segmentation".`);
    return measureRuns(runsOfSegmentation(shape, height, width));
  });
  for (let i = 0; i < chosen.length; i++) {
    const { image_id, category_id, score, bbox } = chosen[i];
    columns.images[i] = scope.imageAt(image_id);
    columns.categories[i] = scope.categoryAt(category_id);
    columns.scores[i] = score;
    const box = bbox ?? (iouType === 'bbox' ? mask(i).box : undefined);
    if (box !== undefined) for (let k = 0; k < 4; k++) columns.boxes[4 * i + k] = box[k];
    columns.areas[i] = sizedByBox ? columns.boxes[4 * i + 2] * columns.boxes[4 * i + 3] : mask(i).area;
  }
  return { count: chosen.length, ...columns, ...(iouType === 'segm' && { mask }) };
}

function unknownImage(i: number, id: ImageId, images: readonly CocoImage[]): DataError {
  const twin = images.find((image) => String(image.id) === String(id));
  const reason =
    twin === undefined
      ? 'are the results of another dataset?'
      : `the image has the id ${shownJson(twin.id)}, of another type.`;
  return new DataError(
    `Result ${i} is of image ${shownJson(id)}, which the annotations do not have: ${reason}`,
  );
}

/**
 * Columns of a detector's results; the values are those of a result file.
 *
 * @param detections of each image; `imageIds[i]` is the image of `detections[i]`.
 * @param categoryIds by label; detections of a label without a category are left out.
 * @throws {DataError} if masks are compared and an image has none, or a label is not in `categoryIds`.
 */
export function instancesOfDetections(
  detections: readonly ScoredDetections[],
  imageIds: readonly ImageId[],
  categoryIds: readonly (number | null)[],
  scope: Scope,
  iouType: IouType,
): DetectedInstances {
  const total = detections.reduce((sum, { labels }) => sum + labels.length, 0);
  const columns = emptyColumns(total);
  const categories = Int32Array.from(categoryIds, (id) => (id === null ? -1 : scope.categoryAt(id)));
  const sources: { of: Detections; at: number }[] = [];
  let count = 0;
  for (const [i, of] of detections.entries()) {
    const image = scope.imageAt(imageIds[i]);
    if (image < 0) continue;
    for (let at = 0; at < of.labels.length; at++) {
      const category = categories[of.labels[at]];
      if (category === undefined) throw unknownLabel(of.labels[at], categories.length);
      if (category < 0) continue;
      const [x, y] = [of.bboxes[5 * at], of.bboxes[5 * at + 1]];
      const [width, height] = [of.bboxes[5 * at + 2] - x, of.bboxes[5 * at + 3] - y];
      columns.images[count] = image;
      columns.categories[count] = category;
      columns.scores[count] = (iouType === 'segm' ? of.maskScores?.[at] : undefined) ?? of.bboxes[5 * at + 4];
      columns.boxes[4 * count] = x;
      columns.boxes[4 * count + 1] = y;
      columns.boxes[4 * count + 2] = width;
      columns.boxes[4 * count + 3] = height;
      columns.areas[count] = width * height;
      if (iouType === 'segm') sources.push({ of, at });
      count++;
    }
  }
  if (iouType === 'bbox') return { count, ...columns };
  const mask = keeping((i) => {
    const { of, at } = sources[i];
    if (of.masks === undefined)
      throw new DataError('"segm" cannot be evaluated: the detections have no masks.');
    return measureRuns(runsOfSegmentation(of.masks[at], 0, 0));
  });
  for (let i = 0; i < count; i++) columns.areas[i] = mask(i).area;
  return { count, ...columns, mask };
}

/** The error for a detector with more classes than the dataset. */
export function unknownLabel(label: number, numClasses: number): DataError {
  return new DataError(
    `The detector returns label ${label}, but the dataset has ${numClasses} classes (labels 0 to ${numClasses - 1}). ` +
      'Set the classes of the dataset to those of the training, in the same order.',
  );
}

function emptyColumns(count: number) {
  return {
    images: new Int32Array(count),
    categories: new Int32Array(count),
    boxes: new Float64Array(4 * count),
    areas: new Float64Array(count),
    scores: new Float64Array(count),
  };
}

/** A box as a polygon: pycocotools compares boxes of results without masks this way. */
function outlineOf([x, y, width, height]: readonly number[]): number[][] {
  return [[x, y, x, y + height, x + width, y + height, x + width, y]];
}

function keeping(read: (i: number) => MeasuredRuns): (i: number) => MeasuredRuns {
  const kept: MeasuredRuns[] = [];
  return (i) => {
    kept[i] ??= read(i);
    return kept[i];
  };
}
