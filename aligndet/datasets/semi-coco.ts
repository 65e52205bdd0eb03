/**
 * @module Splits a COCO training file into a labelled part and the rest, as the data of semi-supervised runs:
 * AlignDet's `tools/generate_semi_coco.py`. Draws as numpy does, so the published splits come out.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, Random, writeAtomically } from '../core/index.js';

export interface SemiCocoOptions {
  /** Holds `annotations/instances_train<version>.json`. */
  readonly dataDir: string;
  /** Share of the images that keeps its labels, in percent. */
  readonly percent: number;
  readonly seed: number;
  readonly seedOffset: number;
  readonly version: string;
}

/** A file that was written. */
export interface WrittenSplit {
  readonly path: string;
  readonly numImages: number;
  readonly numAnnotations: number;
}

type CocoFile = Record<'images' | 'annotations' | 'licenses' | 'categories' | 'info', unknown> & {
  images: { id: number }[];
  annotations: { image_id: number }[];
};

/** Keys of a split file, in their order. */
const KEYS = ['images', 'annotations', 'licenses', 'categories', 'info'] as const;

/** Indices of the images that keep their labels. */
export function chooseLabelled(numImages: number, percent: number, seed: number): number[] {
  const count = Math.trunc((percent / 100) * numImages);
  return new Random(seed).permutation(numImages).slice(0, count);
}

/**
 * Writes both parts to `annotations/semi_supervised/`, and once `annotations/instances_unlabeled<version>.json`.
 *
 * @throws {DataError} when a source file is missing or lacks a key.
 */
export function generateSemiCoco(options: SemiCocoOptions): WrittenSplit[] {
  const { dataDir, percent, seed, seedOffset, version } = options;
  const folder = join(dataDir, 'annotations');
  const file = readCocoFile(join(folder, `instances_train${version}.json`), KEYS);
  const labelled = new Set(chooseLabelled(file.images.length, percent, seed + seedOffset));
  const name = `instances_train${version}.${seed}@${Math.trunc(percent)}`;
  const target = (suffix: string): string => join(folder, 'semi_supervised', `${name}${suffix}.json`);
  const written = [
    writeSplit(target(''), file, (i) => labelled.has(i)),
    writeSplit(target('-unlabeled'), file, (i) => !labelled.has(i)),
  ];
  const unlabelled = join(folder, `instances_unlabeled${version}.json`);
  return existsSync(unlabelled)
    ? written
    : [...written, writeUnlabelled(unlabelled, join(folder, `image_info_unlabeled${version}.json`), file)];
}

function writeSplit(path: string, file: CocoFile, isIn: (index: number) => boolean): WrittenSplit {
  const images = file.images.filter((_, i) => isIn(i));
  const ids = new Set(images.map(({ id }) => id));
  const annotations = file.annotations.filter(({ image_id: id }) => ids.has(id));
  const { licenses, categories, info } = file;
  writeAtomically(path, [JSON.stringify({ images, annotations, licenses, categories, info })]);
  return { path, numImages: images.length, numAnnotations: annotations.length };
}

/** The unlabelled images of COCO itself, with an empty list of annotations. */
function writeUnlabelled(path: string, source: string, { categories }: CocoFile): WrittenSplit {
  const info = readCocoFile(source, ['images']);
  writeAtomically(path, [JSON.stringify({ ...info, annotations: [], categories })]);
  return { path, numImages: info.images.length, numAnnotations: 0 };
}

function readCocoFile(path: string, keys: readonly string[]): CocoFile {
  let file: CocoFile;
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new DataError(`Annotation file ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const missing = keys.filter((key) => !(key in file));
  if (missing.length > 0) throw new DataError(`Annotation file ${path} lacks ${missing.join(', ')}.`);
  return file;
}
