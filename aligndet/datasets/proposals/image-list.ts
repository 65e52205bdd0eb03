/** @module Which images get proposals: every one below a folder, or those that a COCO file lists. */
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DataError } from '../../core/index.js';
import { readCoco } from '../annotations/read-coco.js';

export interface ListedImage {
  readonly id: number | string;
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
 * The images of a COCO file, in file order, with their ids.
 *
 * @throws {DataError} when the file is no COCO file, or lists none.
 */
export function listAnnotationFile(path: string): ListedImage[] {
  const { imageIds, fileNames } = readCoco(path);
  if (imageIds.length === 0) throw new DataError(`Annotation file ${path} lists no images.`);
  return fileNames.map((fileName, i) => ({ id: imageIds[i], fileName }));
}
