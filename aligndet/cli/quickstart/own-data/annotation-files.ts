/** @module Finds the JSON files of a folder that hold COCO box annotations, and says why the others do not. */
import { basename, join } from 'node:path';
import { DataError, type Progress, readJson } from '../../../core/index.js';
import { type Role, roleOf } from './roles.js';

/** A COCO file as parsed: its lists exist, their entries are unchecked. */
export interface CocoJson {
  images: { id: number | string; file_name: string }[];
  annotations: {
    image_id: number | string;
    category_id: number;
    bbox?: unknown;
    segmentation?: unknown;
    iscrowd?: unknown;
  }[];
  categories: { id: number; name: string; supercategory?: string }[];
}

/** Prefix of the reader's messages. */
const NAME = 'File';

export interface AnnotationFile {
  /** Path below the folder. */
  readonly path: string;
  readonly role: Role | undefined;
  readonly json: CocoJson;
}

/** A file that is not used, and why. */
export interface LeftFile {
  readonly path: string;
  readonly reason: string;
}

/** COCO publishes several files for the same images; these have no object boxes. */
const PUBLISHED: readonly (readonly [RegExp, string])[] = [
  [/^captions_/i, 'it holds captions'],
  [/^(stuff|panoptic)_/i, 'it holds stuff segments'],
  [/^image_info_/i, 'it lists images without annotations'],
  [/^lvis_.*image_info/i, 'it lists images without annotations'],
];

/** Boxes of persons only: used where there is nothing else. */
const KEYPOINTS = /keypoints/i;

/** @param paths of JSON files below `folder`. */
export function annotationFiles(
  folder: string,
  paths: readonly string[],
  progress: Progress,
): { files: AnnotationFile[]; left: LeftFile[] } {
  const files: AnnotationFile[] = [];
  const left: LeftFile[] = [];
  const later = paths.filter((path) => KEYPOINTS.test(basename(path)));
  for (const path of paths.filter((path) => !later.includes(path))) {
    const read = annotationFile(folder, path, progress);
    if ('json' in read) files.push(read);
    else left.push(read);
  }
  for (const path of later) {
    const read =
      files.length > 0 && files.every((file) => !later.includes(file.path))
        ? { path, reason: 'it holds keypoints, and other files hold object boxes' }
        : annotationFile(folder, path, progress);
    if ('json' in read) files.push(read);
    else left.push(read);
  }
  return { files, left };
}

function annotationFile(folder: string, path: string, progress: Progress): AnnotationFile | LeftFile {
  const published = PUBLISHED.find(([pattern]) => pattern.test(basename(path)));
  if (published !== undefined) return { path, reason: published[1] };
  let json: unknown;
  try {
    json = readJson(join(folder, path), { what: NAME, progress });
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return {
      path,
      reason: `it ${error.message.slice(`${NAME} ${join(folder, path)} `.length).replace(/\.$/, '')}`,
    };
  }
  const reason = unfitness(json);
  return reason === undefined ? { path, role: roleOf(path), json: json as CocoJson } : { path, reason };
}

/** Why a file gives no boxes; `undefined` when it does. */
function unfitness(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return "it is not in COCO's format: it holds no object with images, annotations and categories";
  const { images, annotations, categories } = json as Partial<Record<string, unknown>>;
  if (!Array.isArray(images)) return 'it has no list "images"';
  if (images.length === 0) return 'it lists no image';
  if (!Array.isArray(annotations) || annotations.length === 0) return 'it has no annotation';
  if (annotations.some((entry) => typeof entry?.caption === 'string')) return 'it holds captions';
  if (annotations.every((entry) => Array.isArray(entry?.segments_info))) return 'it holds panoptic segments';
  if (!Array.isArray(categories) || categories.length === 0) return 'it has no list "categories"';
  return undefined;
}
