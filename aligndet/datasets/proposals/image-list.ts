/** @module Which images get proposals: every one below a folder, or those that a COCO file lists. */
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DataError } from '../../core/index.js';

export interface ListedImage {
  readonly id: number;
  /** Path below the image folder, with `/` between its parts. */
  readonly fileName: string;
}

const EXTENSIONS = /\.(jpe?g|png|webp|tiff?)$/i;

/**
 * Images below `folder`, subfolders included, in the order of their names, numbered from 1.
 *
 * @throws {DataError} when the folder is missing or has none.
 */
export async function listFolder(folder: string): Promise<ListedImage[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: Error) => {
    throw new DataError(`The image folder ${folder} cannot be read: ${cause.message}.`, { cause });
  });
  const names = entries
    .filter((entry) => !entry.isDirectory() && EXTENSIONS.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length).replaceAll(sep, '/'))
    .sort((a, b) => (a < b ? -1 : 1));
  if (names.length === 0) {
    throw new DataError(`${folder} has no image (.jpg, .jpeg, .png, .webp, .tif, .tiff) in it or below it.`);
  }
  return names.map((fileName, index) => ({ id: index + 1, fileName }));
}

/**
 * The `images` of a COCO file, in file order, with their ids.
 *
 * @throws {DataError} when the file is not JSON or has no such list.
 */
export async function listAnnotationFile(path: string): Promise<ListedImage[]> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new DataError(`The annotation file ${path} cannot be read: ${cause.message}.`, { cause });
  });
  const { images } = (parseJson(text, path) ?? {}) as { images?: unknown };
  if (!Array.isArray(images) || images.length === 0) {
    throw new DataError(`${path} lists no images: expected a COCO file, { "images": [...], ... }.`);
  }
  return images.map((image, index) => {
    const { id, file_name: fileName } = (image ?? {}) as { id?: unknown; file_name?: unknown };
    if (typeof id === 'number' && typeof fileName === 'string') return { id, fileName };
    throw new DataError(`${path}: images[${index}] must have a number as id and a text as file_name.`);
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}
