/**
 * @module The rules by which mmdetection's `VOCDataset` reads PASCAL VOC folders: a list of names, one XML file each.
 * Boxes are made 0-based by subtracting 1 from all four coordinates; difficult objects are ignored, not dropped.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readVocFile, type VocObject } from '../annotations/voc-file.js';
import { type ListedName, notAnnotated, readVocList } from '../annotations/voc-list.js';
import { imageSize } from '../images/image-size.js';
import type { AnnotationInfo } from '../sample.js';
import { type AnnotationSource, type DropReason, MIN_IMAGE_SIZE_PX } from './annotation-source.js';
import { type VocFate, type VocFateRules, vocFateOf } from './voc-fates.js';
import { VocImages } from './voc-images.js';
import { otherNames, type VocImage, vocNotes } from './voc-notes.js';

export interface VocRules {
  readonly classes: readonly string[];
  readonly testMode: boolean;
  readonly filterEmptyGt: boolean;
  /** Min width and height of a box, in pixels; smaller ones are ignored; 0 for no limit. */
  readonly minSizePx: number;
  readonly imgSubdir: string;
  readonly annSubdir: string;
}

/** @param list path of the file with one name per line. @param root folder of images and annotations. */
export function vocSource(list: string, root: string, rules: VocRules): AnnotationSource {
  const { classes, testMode, filterEmptyGt, minSizePx } = rules;
  const labels = new Map(classes.map((name, label) => [name, label]));
  const fateRules = { labels, minSizePx };
  const all = readImages(list, root, rules);
  const isKnown = ({ name }: VocObject): boolean => labels.has(name);
  const isLarge = ({ info }: VocImage): boolean => Math.min(info.width, info.height) >= MIN_IMAGE_SIZE_PX;
  const hasObjects = ({ file }: VocImage): boolean => !filterEmptyGt || file.objects.some(isKnown);
  const images = testMode ? all : all.filter((image) => isLarge(image) && hasObjects(image));
  const numSmall = all.filter((image) => !isLarge(image)).length;
  const others = otherNames(all, labels);
  const dropped: DropReason[] = [
    { count: numSmall, reason: `are smaller than ${MIN_IMAGE_SIZE_PX} pixels` },
    {
      count: all.length - numSmall - images.length,
      reason: `have no object of these classes${others === undefined ? '' : ` (names in the files: ${others.shown})`}`,
    },
  ];
  return {
    classes,
    images: images.map(({ info }) => info),
    fileOf: (i) => images[i].file.path,
    annotationsOf: (i) => annotationsOf(images[i], fateRules, ['kept', 'tiny', 'outside']),
    trainingAnnotationsOf: (i) => annotationsOf(images[i], fateRules, ['kept']),
    categoriesOf: (i) => images[i].file.objects.filter(isKnown).map(({ name }) => labels.get(name)!),
    dropped: testMode ? [] : dropped,
    numListed: all.length,
    notes: vocNotes(images, fateRules, testMode),
  };
}

function readImages(list: string, root: string, { imgSubdir, annSubdir }: VocRules): VocImage[] {
  const paths = new VocImages(root, imgSubdir);
  return readVocList(list).map((listed) => readImage(list, listed, root, annSubdir, paths));
}

function readImage(
  list: string,
  listed: ListedName,
  root: string,
  annSubdir: string,
  images: VocImages,
): VocImage {
  const { name } = listed;
  const path = join(root, annSubdir, `${name}.xml`);
  if (!existsSync(path)) throw notAnnotated(list, listed, path);
  const file = readVocFile(path);
  const filename = images.pathOf(name);
  const { size = imageSize(join(root, filename)) } = file;
  return {
    info: { id: name, filename, ...size, ...(file.size === undefined && { isMeasured: true }) },
    file,
  };
}

function annotationsOf(
  { info, file }: VocImage,
  rules: VocFateRules,
  fates: readonly VocFate[],
): AnnotationInfo {
  const kept: VocObject[] = [];
  const ignored: VocObject[] = [];
  for (const object of file.objects) {
    const fate = vocFateOf(object, info, rules);
    if (fate === 'ignored') ignored.push(object);
    else if (fates.includes(fate)) kept.push(object);
  }
  const boxes = (list: readonly VocObject[]): Float32Array =>
    Float32Array.from(list.flatMap(({ box }) => box.map((corner) => corner - 1)));
  const labelsOf = (list: readonly VocObject[]): Int32Array =>
    Int32Array.from(list, ({ name }) => rules.labels.get(name)!);
  return {
    bboxes: boxes(kept),
    labels: labelsOf(kept),
    bboxes_ignore: boxes(ignored),
    labels_ignore: labelsOf(ignored),
  };
}
