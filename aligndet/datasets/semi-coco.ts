/**
 * @module Splits a COCO training file into a labelled and an unlabelled subset for semi-supervised training:
 * AlignDet's `tools/generate_semi_coco.py`. Draws like numpy, so it reproduces the published splits.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  DataError,
  JsonFile,
  jsonObjectChunks,
  type Progress,
  Random,
  readJson,
  shownJson,
  silentProgress,
  writeAtomically,
} from '../core/index.js';
import type { ImageId } from '../structures/index.js';

export interface SemiCocoOptions {
  /** Folder with `annotations/instances_train<version>.json`. */
  readonly dataDir: string;
  /** Percentage of images that keep their labels. */
  readonly percent: number;
  readonly seed: number;
  readonly seedOffset: number;
  readonly version: string;
  /** Progress, shown for large files. */
  readonly progress?: Progress;
}

/** A file that was written. */
export interface WrittenSplit {
  readonly path: string;
  readonly numImages: number;
  readonly numAnnotations: number;
}

interface Image {
  readonly id: ImageId;
}

/** Keys of a split file, in their order. */
const KEYS = ['images', 'annotations', 'licenses', 'categories', 'info'] as const;

/** Indices of the labelled images. */
export function chooseLabelled(numImages: number, percent: number, seed: number): number[] {
  const count = Math.trunc((percent / 100) * numImages);
  return new Random(seed).permutation(numImages).slice(0, count);
}

/**
 * Writes both subsets to `annotations/semi_supervised/`, and once `annotations/instances_unlabeled<version>.json`.
 *
 * @throws {DataError} when a source file is missing or lacks a key.
 */
export function generateSemiCoco(options: SemiCocoOptions): WrittenSplit[] {
  const { dataDir, percent, seed, seedOffset, version, progress = silentProgress } = options;
  const folder = join(dataDir, 'annotations');
  const source = readSource(join(folder, `instances_train${version}.json`), progress);
  const labelled = new Set(chooseLabelled(source.images.length, percent, seed + seedOffset));
  const name = `instances_train${version}.${seed}@${Math.trunc(percent)}`;
  const target = (suffix: string): string => join(folder, 'semi_supervised', `${name}${suffix}.json`);
  const written = [
    writeSplit(target(''), source, (i) => labelled.has(i)),
    writeSplit(target('-unlabeled'), source, (i) => !labelled.has(i)),
  ];
  const unlabelled = join(folder, `instances_unlabeled${version}.json`);
  return existsSync(unlabelled)
    ? written
    : [...written, writeUnlabelled(unlabelled, join(folder, `image_info_unlabeled${version}.json`), source)];
}

/**
 * A file without its annotations, which are read again for each subset: those of large sets do not fit into memory.
 */
interface Source {
  readonly path: string;
  readonly progress: Progress;
  readonly images: readonly Image[];
  readonly licenses: unknown;
  readonly categories: unknown;
  readonly info: unknown;
}

function readSource(path: string, progress: Progress): Source {
  const file = new JsonFile(path, { what: 'Annotation file', progress });
  try {
    const found = new Map<string, unknown>();
    for (const key of file.keys()) {
      if (key === 'annotations') file.skip();
      found.set(key, key === 'annotations' ? undefined : file.value());
    }
    const missing = KEYS.filter((key) => !found.has(key));
    if (missing.length > 0) throw file.error(`has no ${missing.join(', ')}.`);
    const [licenses, categories, info] = ['licenses', 'categories', 'info'].map((key) => found.get(key));
    return { path, progress, images: imagesOf(file, found.get('images')), licenses, categories, info };
  } finally {
    file.close();
  }
}

function writeSplit(path: string, source: Source, isIn: (index: number) => boolean): WrittenSplit {
  const images = source.images.filter((_, i) => isIn(i));
  const { licenses, categories, info } = source;
  let numAnnotations = 0;
  const annotations = (function* () {
    for (const annotation of annotationsOf(source, new Set(images.map(({ id }) => id)))) {
      numAnnotations++;
      yield annotation;
    }
  })();
  writeAtomically(path, jsonObjectChunks({ images, annotations, licenses, categories, info }));
  return { path, numImages: images.length, numAnnotations };
}

/** Yields the annotations of these images. */
function* annotationsOf({ path, progress }: Source, imageIds: ReadonlySet<unknown>): Generator<unknown> {
  const file = new JsonFile(path, { what: 'Annotation file', progress });
  try {
    for (const key of file.keys()) {
      if (key !== 'annotations') {
        file.skip();
      } else if (file.opensList()) {
        for (const annotation of file.elements()) {
          if (imageIds.has((annotation as { image_id?: unknown } | null)?.image_id)) yield annotation;
        }
      } else {
        throw file.error(`has ${shownJson(file.value())} as "annotations", but a list is expected.`);
      }
    }
  } finally {
    file.close();
  }
}

/** The unlabelled images of COCO itself, with an empty list of annotations. */
function writeUnlabelled(path: string, source: string, { categories, progress }: Source): WrittenSplit {
  const info = readJson(source, { what: 'Annotation file', progress });
  if (!('images' in info) || !Array.isArray(info.images)) {
    throw new DataError(`Annotation file ${source} has no list "images".`);
  }
  writeAtomically(path, jsonObjectChunks({ ...info, annotations: [], categories }));
  return { path, numImages: info.images.length, numAnnotations: 0 };
}

function imagesOf(file: JsonFile, images: unknown): Image[] {
  const isImage = (image: unknown): boolean => typeof image === 'object' && image !== null && 'id' in image;
  if (Array.isArray(images) && images.every(isImage)) return images;
  throw file.error('has no list "images" whose entries have an "id".');
}
