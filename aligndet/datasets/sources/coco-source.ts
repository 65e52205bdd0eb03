/**
 * @module The rules of mmdetection's `CocoDataset`: which images of a COCO file are trained on, and which boxes
 * are used.
 */
import type { ImageId } from '../../structures/index.js';
import type { CocoIndex } from '../annotations/coco-index.js';
import { segmentationAt } from '../annotations/segmentation-pool.js';
import type { AnnotationInfo, ImageInfo } from '../sample.js';
import { type AnnotationSource, type DropReason, MIN_IMAGE_SIZE_PX } from './annotation-source.js';
import { fateOf } from './coco-fates.js';
import { type CocoLabels, cocoLabels } from './coco-labels.js';
import { CocoMasks, type InvalidAnnotations } from './coco-masks.js';
import { cocoNotes } from './coco-notes.js';

export interface CocoSource extends AnnotationSource, Pick<CocoLabels, 'categories'> {
  readonly index: CocoIndex;
  /** For evaluation, which validates them when it compares masks. */
  readonly masks: CocoMasks;
  readonly imgIds: readonly ImageId[];
}

export interface CocoRules {
  readonly classes: readonly string[];
  readonly testMode: boolean;
  readonly filterEmptyGt: boolean;
  /** `error` when absent. */
  readonly invalidAnnotations?: InvalidAnnotations;
  /** Whether training needs masks; false when absent. */
  readonly withMasks?: boolean;
}

/** @throws {DataError} for ambiguous categories, and masks that training cannot use. */
export function cocoSource(index: CocoIndex, rules: CocoRules): CocoSource {
  const { classes, testMode, filterEmptyGt, invalidAnnotations = 'error', withMasks = false } = rules;
  const { categories, labels, notes } = cocoLabels(index, classes);
  const { positions, dropped } = testMode
    ? { positions: [...index.imageIds.keys()], dropped: [] }
    : keptImages(index, labels, filterEmptyGt);
  const counts = testMode
    ? (_image: number, n: number) => labels.has(index.categoryIds[n])
    : (image: number, n: number) => fateOf(index, image, n, labels) === 'kept';
  const masks = new CocoMasks(index, () => annotationsWhere(index, positions, counts), invalidAnnotations);
  const trainsMasks = withMasks && !testMode;
  const maskNotes = trainsMasks ? masks.check('with_mask of LoadAnnotations') : [];
  return {
    index,
    classes,
    categories,
    masks,
    imgIds: positions.map((i) => index.imageIds[i]),
    images: positions.map((i) => imageInfo(index, i)),
    fileOf: () => index.path,
    annotationsOf: (at) => annotationsOf(index, positions[at], labels, trainsMasks ? masks : undefined),
    categoriesOf: (at) =>
      Array.from(index.categoryIds.subarray(index.starts[positions[at]], index.starts[positions[at] + 1])),
    dropped,
    numListed: index.imageIds.length,
    notes: [...index.notes, ...cocoNotes(index, positions, labels, testMode), ...notes, ...maskNotes].map(
      (note) => `${index.path}: ${note}`,
    ),
  };
}

function imageInfo(index: CocoIndex, i: number): ImageInfo {
  return {
    id: index.imageIds[i],
    filename: index.fileNames[i],
    width: index.widths[i],
    height: index.heights[i],
  };
}

/** Any annotation of a selected category keeps an image, however its box is treated. */
function keptImages(index: CocoIndex, labels: ReadonlyMap<number, number>, filterEmptyGt: boolean) {
  const positions: number[] = [];
  let [numEmpty, numSmall, numUnsized] = [0, 0, 0];
  for (let i = 0; i < index.imageIds.length; i++) {
    const categories = index.categoryIds.subarray(index.starts[i], index.starts[i + 1]);
    if (filterEmptyGt && !categories.some((id) => labels.has(id))) numEmpty++;
    else if (index.widths[i] === 0) numUnsized++;
    else if (Math.min(index.widths[i], index.heights[i]) < MIN_IMAGE_SIZE_PX) numSmall++;
    else positions.push(i);
  }
  const dropped: DropReason[] = [
    { count: numEmpty, reason: whyEmpty(index) },
    {
      count: numUnsized,
      reason: 'have no size: width and height are 0 in the file. Set them to those of the images',
    },
    { count: numSmall, reason: `are smaller than ${MIN_IMAGE_SIZE_PX} pixels` },
  ];
  return { positions, dropped };
}

function whyEmpty({ ids, categories, numOrphans }: CocoIndex): string {
  if (ids.length === 0 && numOrphans === 0) {
    return 'have no annotation: the list "annotations" is empty or missing';
  }
  if (ids.length === 0) {
    return `have no annotation: none of the "image_id"s of the ${numOrphans} annotations is the id of an image`;
  }
  return categories.length === 0
    ? 'have no annotation of these classes: the list "categories" is empty'
    : 'have no annotation of these classes';
}

function* annotationsWhere(
  index: CocoIndex,
  images: readonly number[],
  counts: (image: number, n: number) => boolean,
): Generator<readonly [image: number, n: number]> {
  for (const image of images) {
    for (let n = index.starts[image]; n < index.starts[image + 1]; n++)
      if (counts(image, n)) yield [image, n];
  }
}

function annotationsOf(
  index: CocoIndex,
  image: number,
  labels: ReadonlyMap<number, number>,
  masks: CocoMasks | undefined,
): AnnotationInfo {
  const kept: number[] = [];
  const crowds: number[] = [];
  for (let n = index.starts[image]; n < index.starts[image + 1]; n++) {
    const fate = fateOf(index, image, n, labels);
    if (fate === 'kept' && !masks?.isLeftOut(n)) kept.push(n);
    else if (fate === 'crowd') crowds.push(n);
  }
  return {
    bboxes: cornersOf(index, kept),
    labels: Int32Array.from(kept, (n) => labels.get(index.categoryIds[n])!),
    bboxes_ignore: cornersOf(index, crowds),
    masks: kept.map((n) => (masks === undefined ? segmentationAt(index.segmentations, n) : masks.at(n))),
    seg_map: index.fileNames[image].replaceAll('jpg', 'png'),
  };
}

/** `[n, 4]` xyxy. */
function cornersOf(index: CocoIndex, annotations: readonly number[]): Float32Array {
  const corners = new Float32Array(4 * annotations.length);
  annotations.forEach((n, row) => {
    const [x, y, width, height] = index.boxes.subarray(4 * n, 4 * n + 4);
    corners.set([x, y, x + width, y + height], 4 * row);
  });
  return corners;
}
