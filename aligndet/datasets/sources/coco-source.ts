/**
 * @module The rules by which mmdetection's `CocoDataset` reads a COCO file: which images are trained on, which boxes
 * count, and how categories become labels (in the order of the file, not of `classes`).
 */
import { DataError, didYouMean } from '../../core/index.js';
import type { ImageId } from '../../structures/index.js';
import { annotationIdAt, type CocoIndex, FLAG_CROWD, FLAG_IGNORE } from '../annotations/coco-index.js';
import { segmentationAt } from '../annotations/segmentation-pool.js';
import type { AnnotationInfo, ImageInfo } from '../sample.js';
import { type AnnotationSource, type DropReason, MIN_IMAGE_SIZE_PX } from './annotation-source.js';

export interface CocoSource extends AnnotationSource {
  readonly index: CocoIndex;
  /** Category ids by label. */
  readonly catIds: readonly number[];
  readonly imgIds: readonly ImageId[];
}

export interface CocoRules {
  readonly classes: readonly string[];
  readonly testMode: boolean;
  readonly filterEmptyGt: boolean;
}

export function cocoSource(index: CocoIndex, { classes, testMode, filterEmptyGt }: CocoRules): CocoSource {
  const wanted = new Set(classes);
  const catIds = index.categories.filter(({ name }) => wanted.has(name)).map(({ id }) => id);
  const labels = new Map(catIds.map((id, label) => [id, label]));
  const { positions, dropped } = testMode
    ? { positions: [...index.imageIds.keys()], dropped: [] }
    : keptImages(index, labels, filterEmptyGt);
  return {
    index,
    classes,
    catIds,
    imgIds: positions.map((i) => index.imageIds[i]),
    images: positions.map((i) => imageInfo(index, i)),
    annotationsOf: (at) => annotationsOf(index, positions[at], labels),
    categoriesOf: (at) =>
      Array.from(index.categoryIds.subarray(index.starts[positions[at]], index.starts[positions[at] + 1])),
    dropped,
    numListed: index.imageIds.length,
    notes: notesOf(index, classes, positions, labels),
  };
}

/** @throws {DataError} when none of `classes` is a category of the file. */
export function requireCategories({ index, classes, catIds }: CocoSource): void {
  if (catIds.length > 0 || index.categories.length === 0) return;
  const names = index.categories.map(({ name }) => name);
  const hint = classes.length === 0 ? '' : didYouMean(classes[0], names);
  throw new DataError(
    `None of the classes (${shortList(classes)}) is a category of ${index.path}.${hint} ` +
      `Its categories: ${shortList(names, 100)}.`,
  );
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

/** What becomes of one annotation. */
type Fate = 'kept' | 'ignored' | 'outside' | 'tiny' | 'other';

function fateOf(index: CocoIndex, image: number, n: number, labels: ReadonlyMap<number, number>): Fate {
  if (index.flags[n] & FLAG_IGNORE) return 'ignored';
  const [x, y, width, height] = index.boxes.subarray(4 * n, 4 * n + 4);
  const overlapX = Math.max(0, Math.min(x + width, index.widths[image]) - Math.max(x, 0));
  const overlapY = Math.max(0, Math.min(y + height, index.heights[image]) - Math.max(y, 0));
  if (overlapX * overlapY === 0) return 'outside';
  if (index.areas[n] <= 0 || width < 1 || height < 1) return 'tiny';
  return labels.has(index.categoryIds[n]) ? 'kept' : 'other';
}

/** Boxes stay as long as they touch the image; they are not cut at its border here. */
function annotationsOf(index: CocoIndex, image: number, labels: ReadonlyMap<number, number>): AnnotationInfo {
  const kept: number[] = [];
  const crowds: number[] = [];
  for (let n = index.starts[image]; n < index.starts[image + 1]; n++) {
    if (fateOf(index, image, n, labels) !== 'kept') continue;
    (index.flags[n] & FLAG_CROWD ? crowds : kept).push(n);
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

function notesOf(
  index: CocoIndex,
  classes: readonly string[],
  positions: readonly number[],
  labels: ReadonlyMap<number, number>,
): string[] {
  const counts: Record<Fate, number> = { kept: 0, ignored: 0, outside: 0, tiny: 0, other: 0 };
  let example: string | undefined;
  for (const image of positions) {
    for (let n = index.starts[image]; n < index.starts[image + 1]; n++) {
      const fate = fateOf(index, image, n, labels);
      counts[fate]++;
      if (fate === 'outside') example ??= placeOf(index, image, n);
    }
  }
  const names = new Set(index.categories.map(({ name }) => name));
  const absent = classes.filter((name) => !names.has(name));
  const notes = [
    counts.outside > 0 &&
      `${counts.outside} boxes lie outside their image and are left out, the first: ${example}.`,
    counts.tiny > 0 && `${counts.tiny} boxes have no area or a side below one pixel and are left out.`,
    counts.ignored > 0 && `${counts.ignored} annotations are marked "ignore" and are left out.`,
    index.numOrphans > 0 && `${index.numOrphans} annotations belong to images that the file does not list.`,
    absent.length > 0 &&
      `${absent.length} of ${classes.length} classes are no category of the file, and labels count without them: ${shortList(absent)}.`,
  ];
  return notes.filter((note) => note !== false).map((note) => `${index.path}: ${note}`);
}

/** A box and its image, for people. */
function placeOf(index: CocoIndex, image: number, n: number): string {
  const box = index.boxes.subarray(4 * n, 4 * n + 4).join(', ');
  const size = `${index.widths[image]} x ${index.heights[image]}`;
  return `annotation ${annotationIdAt(index, n)}, [${box}] in ${index.fileNames[image]} of ${size} pixels`;
}

function shortList(names: readonly string[], most = 10): string {
  return names.length > most ? `${names.slice(0, most).join(', ')}, ... (${names.length})` : names.join(', ');
}
