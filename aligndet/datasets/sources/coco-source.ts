/**
 * @module The rules by which mmdetection's `CocoDataset` reads a COCO file: which images are trained on, and which boxes
 * count.
 */
import type { ImageId } from '../../structures/index.js';
import type { CocoIndex } from '../annotations/coco-index.js';
import { segmentationAt } from '../annotations/segmentation-pool.js';
import type { AnnotationInfo, ImageInfo } from '../sample.js';
import { type AnnotationSource, type DropReason, MIN_IMAGE_SIZE_PX } from './annotation-source.js';
import { fateOf } from './coco-fates.js';
import { type CocoLabels, cocoLabels } from './coco-labels.js';
import { cocoNotes } from './coco-notes.js';

export interface CocoSource extends AnnotationSource, Pick<CocoLabels, 'categories'> {
  readonly index: CocoIndex;
  readonly imgIds: readonly ImageId[];
}

export interface CocoRules {
  readonly classes: readonly string[];
  readonly testMode: boolean;
  readonly filterEmptyGt: boolean;
}

export function cocoSource(index: CocoIndex, { classes, testMode, filterEmptyGt }: CocoRules): CocoSource {
  const { categories, labels, notes } = cocoLabels(index, classes);
  const { positions, dropped } = testMode
    ? { positions: [...index.imageIds.keys()], dropped: [] }
    : keptImages(index, labels, filterEmptyGt);
  return {
    index,
    classes,
    categories,
    imgIds: positions.map((i) => index.imageIds[i]),
    images: positions.map((i) => imageInfo(index, i)),
    fileOf: () => index.path,
    annotationsOf: (at) => annotationsOf(index, positions[at], labels),
    categoriesOf: (at) =>
      Array.from(index.categoryIds.subarray(index.starts[positions[at]], index.starts[positions[at] + 1])),
    dropped,
    numListed: index.imageIds.length,
    notes: [...cocoNotes(index, positions, labels, testMode), ...notes].map(
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

/** Any annotation of a wanted category keeps an image, whatever becomes of its box. */
function keptImages(index: CocoIndex, labels: ReadonlyMap<number, number>, filterEmptyGt: boolean) {
  const positions: number[] = [];
  let [numEmpty, numSmall] = [0, 0];
  for (let i = 0; i < index.imageIds.length; i++) {
    const categories = index.categoryIds.subarray(index.starts[i], index.starts[i + 1]);
    if (filterEmptyGt && !categories.some((id) => labels.has(id))) numEmpty++;
    else if (Math.min(index.widths[i], index.heights[i]) < MIN_IMAGE_SIZE_PX) numSmall++;
    else positions.push(i);
  }
  const holdsNone = index.ids.length === 0;
  const dropped: DropReason[] = [
    {
      count: numEmpty,
      reason: holdsNone
        ? 'have no annotation: the list "annotations" is empty or missing'
        : 'have no annotation of these classes',
    },
    { count: numSmall, reason: `are smaller than ${MIN_IMAGE_SIZE_PX} pixels` },
  ];
  return { positions, dropped };
}

function annotationsOf(index: CocoIndex, image: number, labels: ReadonlyMap<number, number>): AnnotationInfo {
  const kept: number[] = [];
  const crowds: number[] = [];
  for (let n = index.starts[image]; n < index.starts[image + 1]; n++) {
    const fate = fateOf(index, image, n, labels);
    if (fate === 'kept') kept.push(n);
    else if (fate === 'crowd') crowds.push(n);
  }
  return {
    bboxes: cornersOf(index, kept),
    labels: Int32Array.from(kept, (n) => labels.get(index.categoryIds[n])!),
    bboxes_ignore: cornersOf(index, crowds),
    masks: kept.map((n) => segmentationAt(index.segmentations, n)),
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
