/**
 * @module The rules by which mmdetection's `VOCDataset` reads PASCAL VOC folders: a list of names, one XML file each.
 * Boxes are made 0-based by taking 1 from all four numbers; difficult objects are ignored, not dropped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../core/index.js';
import { childOf, parseXml, type XmlElement } from '../annotations/xml.js';
import { imageSize } from '../images/image-size.js';
import type { AnnotationInfo, ImageInfo } from '../sample.js';
import { type AnnotationSource, type DropReason, MIN_IMAGE_SIZE_PX } from './annotation-source.js';

export interface VocRules {
  readonly classes: readonly string[];
  readonly testMode: boolean;
  readonly filterEmptyGt: boolean;
  /** Boxes with a shorter side count as ignored; 0 for none, in pixels. */
  readonly minSizePx: number;
  readonly imgSubdir: string;
  readonly annSubdir: string;
}

interface VocObject {
  readonly name: string;
  readonly isDifficult: boolean;
  /** 1-based xyxy as written, without its fractions. */
  readonly box: readonly number[];
}

interface VocImage {
  readonly info: ImageInfo;
  readonly objects: readonly VocObject[];
}

/** @param list path of the file with one name a line. @param root folder of images and annotations. */
export function vocSource(list: string, root: string, rules: VocRules): AnnotationSource {
  const { classes, testMode, filterEmptyGt, minSizePx, annSubdir } = rules;
  const labels = new Map(classes.map((name, label) => [name, label]));
  const all = readList(list).map((name) => readImage(name, root, rules));
  const isKnown = ({ name }: VocObject): boolean => labels.has(name);
  const isLarge = ({ info }: VocImage): boolean => Math.min(info.width, info.height) >= MIN_IMAGE_SIZE_PX;
  const hasObjects = ({ objects }: VocImage): boolean => !filterEmptyGt || objects.some(isKnown);
  const images = testMode ? all : all.filter((image) => isLarge(image) && hasObjects(image));
  const numSmall = all.filter((image) => !isLarge(image)).length;
  const dropped: DropReason[] = [
    { count: numSmall, reason: `are smaller than ${MIN_IMAGE_SIZE_PX} pixels` },
    { count: all.length - numSmall - images.length, reason: 'have no object of these classes' },
  ];
  return {
    classes,
    images: images.map(({ info }) => info),
    fileOf: (i) => annotationPath(root, annSubdir, String(images[i].info.id)),
    annotationsOf: (i) => annotationsOf(images[i].objects.filter(isKnown), labels, minSizePx),
    categoriesOf: (i) => images[i].objects.filter(isKnown).map(({ name }) => labels.get(name)!),
    dropped: testMode ? [] : dropped,
    numListed: all.length,
    notes: [],
  };
}

function readList(path: string): string[] {
  if (!existsSync(path)) {
    throw new DataError(`Image list ${path} does not exist. Check ann_file and data_root.`);
  }
  const names = readFileSync(path, 'utf8').replace(/\r/g, '').split('\n');
  if (names[names.length - 1] === '') names.pop();
  return names;
}

const annotationPath = (root: string, folder: string, name: string): string =>
  join(root, folder, `${name}.xml`);

function readImage(name: string, root: string, { imgSubdir, annSubdir }: VocRules): VocImage {
  const path = annotationPath(root, annSubdir, name);
  if (!existsSync(path)) {
    throw new DataError(`Annotation file ${path} does not exist, but the image list names "${name}".`);
  }
  const document = parseXml(readFileSync(path, 'utf8'), path);
  const filename = join(imgSubdir, `${name}.jpg`);
  const size = childOf(document, 'size');
  const { width, height } =
    size === undefined
      ? imageSize(join(root, filename))
      : { width: numberIn(size, 'width', path), height: numberIn(size, 'height', path) };
  return {
    info: { id: name, filename, width, height },
    objects: document.children.filter((child) => child.name === 'object').map((one) => readObject(one, path)),
  };
}

function readObject(object: XmlElement, path: string): VocObject {
  const box = childOf(object, 'bndbox');
  if (box === undefined) throw new DataError(`Annotation file ${path}: an object has no <bndbox>.`);
  const name = childOf(object, 'name');
  if (name === undefined) throw new DataError(`Annotation file ${path}: an object has no <name>.`);
  return {
    name: name.text,
    isDifficult: childOf(object, 'difficult') !== undefined && numberIn(object, 'difficult', path) !== 0,
    box: ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => Math.trunc(numberIn(box, side, path))),
  };
}

function numberIn(element: XmlElement, name: string, path: string): number {
  const text = childOf(element, name)?.text.trim() ?? '';
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) {
    throw new DataError(
      `Annotation file ${path}: <${element.name}> needs a number <${name}>, but has "${text}".`,
    );
  }
  return value;
}

function annotationsOf(
  objects: readonly VocObject[],
  labels: ReadonlyMap<string, number>,
  minSizePx: number,
): AnnotationInfo {
  const isIgnored = ({ isDifficult, box: [x1, y1, x2, y2] }: VocObject): boolean =>
    isDifficult || x2 - x1 < minSizePx || y2 - y1 < minSizePx;
  const kept = objects.filter((object) => !isIgnored(object));
  const ignored = objects.filter(isIgnored);
  const boxes = (list: readonly VocObject[]): Float32Array =>
    Float32Array.from(list.flatMap(({ box }) => box.map((side) => side - 1)));
  const labelsOf = (list: readonly VocObject[]): Int32Array =>
    Int32Array.from(list, ({ name }) => labels.get(name)!);
  return {
    bboxes: boxes(kept),
    labels: labelsOf(kept),
    bboxes_ignore: boxes(ignored),
    labels_ignore: labelsOf(ignored),
  };
}
