/** @module Reads COCO annotation files and checks them, so that what follows can trust every number. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DataError } from '../../core/index.js';
import type { Segmentation } from '../../structures/index.js';
import {
  type CocoCategory,
  type CocoIndex,
  FLAG_CROWD,
  FLAG_IGNORE,
  poolSegmentations,
  sharedBytes,
  sharedInts,
  sharedNumbers,
} from './coco-index.js';

type Json = Record<string, unknown>;

/** Indices in use, by path and state of the file, so that a file is read once a process. */
const known = new Map<string, WeakRef<CocoIndex>>();

/** The index of an annotation file; the same one while the file does not change and somebody holds it. */
export function cocoIndex(path: string): CocoIndex {
  const key = keyOf(path);
  const cached = known.get(key)?.deref();
  if (cached !== undefined) return cached;
  const index = readCoco(path);
  known.set(key, new WeakRef(index));
  return index;
}

/** Every index in use, to hand to worker threads. */
export function liveIndices(): [key: string, index: CocoIndex][] {
  return [...known].flatMap(([key, reference]): [string, CocoIndex][] => {
    const index = reference.deref();
    return index === undefined ? [] : [[key, index]];
  });
}

/** Held here for good: a worker lives as long as its data. */
const adopted: CocoIndex[] = [];

/** Takes over the indices of another thread. */
export function adoptIndices(indices: readonly (readonly [key: string, index: CocoIndex])[]): void {
  for (const [key, index] of indices) {
    adopted.push(index);
    known.set(key, new WeakRef(index));
  }
}

function keyOf(path: string): string {
  try {
    const { mtimeMs, size } = statSync(path);
    return `${resolve(path)}:${mtimeMs}:${size}`;
  } catch (cause) {
    throw new DataError(
      (cause as NodeJS.ErrnoException).code === 'ENOENT'
        ? `Annotation file ${path} does not exist. Check ann_file and data_root.`
        : `Annotation file ${path} cannot be read: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

/** @throws {DataError} that names the file and what is wrong with it. */
export function readCoco(path: string): CocoIndex {
  return indexOf(parse(path), path);
}

/**
 * The index of annotations that are in memory already.
 *
 * @param path stands in messages.
 * @throws {DataError} that says what is wrong.
 */
export function indexOf(file: Record<string, unknown>, path: string): CocoIndex {
  const categories = entries(path, file, 'categories').map((entry, i): CocoCategory => {
    const where = `categories[${i}]`;
    return { id: number(path, entry, 'id', where), name: text(path, entry, 'name', where) };
  });
  const images = readImages(path, entries(path, file, 'images'));
  const annotations = file.annotations === undefined ? [] : entries(path, file, 'annotations');
  return { path, categories, ...images, ...readAnnotations(path, annotations, images.imageIds) };
}

function parse(path: string): Json {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new DataError(`Annotation file ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  let file: unknown;
  try {
    file = JSON.parse(content);
  } catch (cause) {
    throw new DataError(`Annotation file ${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw new DataError(
      `Annotation file ${path} is not in COCO's format: expected an object with images, annotations and categories.`,
    );
  }
  return file as Json;
}

function entries(path: string, file: Json, key: string): Json[] {
  const list = file[key];
  if (!Array.isArray(list)) {
    const found = Object.keys(file).join(', ') || 'nothing';
    throw new DataError(
      `Annotation file ${path} has no list "${key}", which COCO's format asks for. It holds: ${found}.`,
    );
  }
  const wrong = list.findIndex((entry) => typeof entry !== 'object' || entry === null);
  if (wrong >= 0) throw new DataError(`Annotation file ${path}: ${key}[${wrong}] is not an object.`);
  return list as Json[];
}

function readImages(path: string, images: readonly Json[]) {
  const imageIds = images.map((entry, i) => idOf(path, entry, 'id', `images[${i}]`));
  const seen = new Set(imageIds);
  if (seen.size < imageIds.length) {
    throw new DataError(`Annotation file ${path}: image ids are not unique. ${repeated(imageIds)}`);
  }
  const sizes = (key: string): Int32Array =>
    sharedInts(images.map((entry, i) => number(path, entry, key, `images[${i}]`)));
  return {
    imageIds,
    fileNames: images.map((entry, i) => text(path, entry, 'file_name', `images[${i}]`)),
    widths: sizes('width'),
    heights: sizes('height'),
  };
}

function readAnnotations(path: string, entries: readonly Json[], imageIds: readonly (number | string)[]) {
  const positions = new Map(imageIds.map((id, i) => [id, i]));
  const idList = entries.map((entry, n) => number(path, entry, 'id', `annotations[${n}]`));
  const owners = entries.map((entry, n) => positions.get(idOf(path, entry, 'image_id', `annotations[${n}]`)));
  const order = byImage(owners, imageIds.length);
  const count = order.annotations.length;
  const ids = sharedNumbers(count);
  const categoryIds = sharedNumbers(count);
  const boxes = sharedNumbers(4 * count);
  const areas = sharedNumbers(count);
  const flags = sharedBytes(count);
  const segmentations: (Segmentation | null)[] = [];
  order.annotations.forEach((n, at) => {
    const entry = entries[n];
    const where = `annotations[${n}] (id ${idList[n]})`;
    ids[at] = idList[n];
    categoryIds[at] = number(path, entry, 'category_id', where);
    boxes.set(boxOf(path, entry, where), 4 * at);
    areas[at] = number(path, entry, 'area', where);
    flags[at] = (entry.iscrowd ? FLAG_CROWD : 0) | (entry.ignore ? FLAG_IGNORE : 0);
    segmentations.push(segmentationOf(path, entry.segmentation, where));
  });
  // As in the reference, ids only have to be unique among the annotations of listed images.
  if (new Set(ids).size < count) {
    throw new DataError(`Annotation ids in '${path}' are not unique! ${repeated([...ids])}`);
  }
  return {
    starts: sharedInts(order.starts),
    ids,
    categoryIds,
    boxes,
    areas,
    flags,
    segmentations: poolSegmentations(segmentations),
    numOrphans: entries.length - count,
  };
}

/** Annotations grouped by image, in file order within each. */
function byImage(owners: readonly (number | undefined)[], numImages: number) {
  const starts: number[] = Array(numImages + 1).fill(0);
  for (const owner of owners) if (owner !== undefined) starts[owner + 1]++;
  for (let i = 0; i < numImages; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const annotations: number[] = Array(starts[numImages]);
  owners.forEach((owner, n) => {
    if (owner !== undefined) annotations[next[owner]++] = n;
  });
  return { starts, annotations };
}

function boxOf(path: string, entry: Json, where: string): number[] {
  const box = entry.bbox;
  if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite)) {
    throw wrong(path, where, 'bbox', 'four numbers [x, y, width, height]', box);
  }
  return box;
}

function segmentationOf(path: string, value: unknown, where: string): Segmentation | null {
  if (value === undefined || value === null) return null;
  const isNumbers = (list: unknown): boolean => Array.isArray(list) && list.every(Number.isFinite);
  if (Array.isArray(value) && value.every(isNumbers)) return value as number[][];
  const { size, counts } = value as { size?: unknown; counts?: unknown };
  if (Array.isArray(size) && size.length === 2 && (typeof counts === 'string' || isNumbers(counts))) {
    return { size: [size[0], size[1]], counts: counts as string | number[] };
  }
  throw wrong(path, where, 'segmentation', 'a list of polygons, or { size, counts }', value);
}

function number(path: string, entry: Json, key: string, where: string): number {
  const value = entry[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(path, where, key, 'a number', value);
  return value;
}

function text(path: string, entry: Json, key: string, where: string): string {
  const value = entry[key];
  if (typeof value !== 'string') throw wrong(path, where, key, 'a text', value);
  return value;
}

function idOf(path: string, entry: Json, key: string, where: string): number | string {
  const value = entry[key];
  if (typeof value !== 'number' && typeof value !== 'string') {
    throw wrong(path, where, key, 'a number or text', value);
  }
  return value;
}

function wrong(path: string, where: string, key: string, expected: string, value: unknown): DataError {
  const found = value === undefined ? 'is missing' : `is ${JSON.stringify(value).slice(0, 80)}`;
  return new DataError(`Annotation file ${path}: ${where}: "${key}" has to be ${expected}, but ${found}.`);
}

/** Names the first few values that occur twice. */
function repeated(values: readonly (number | string)[]): string {
  const seen = new Set<number | string>();
  const twice = new Set<number | string>();
  for (const value of values) {
    if (seen.has(value)) twice.add(value);
    seen.add(value);
  }
  const shown = [...twice].slice(0, 5).join(', ');
  return `${twice.size} ids occur more than once: ${shown}${twice.size > 5 ? ', ...' : ''}.`;
}
