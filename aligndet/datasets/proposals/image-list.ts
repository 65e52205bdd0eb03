/** @module Which images get proposals: every one below a folder, or those that a COCO file lists. */
import { closeSync, openSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DataError, type Logger, silentLogger } from '../../core/index.js';
import type { ImageId } from '../../structures/index.js';
import { readCoco } from '../annotations/read-coco.js';
import { IMAGE_EXTENSIONS, imageKind } from '../images/file-kind.js';

export interface ListedImage {
  readonly id: ImageId;
  /** Path below the image folder, with `/` between its parts. */
  readonly fileName: string;
}

/**
 * Images below `folder`, subfolders included, in the order of their names, numbered from 1. Says which other files there are.
 *
 * @throws {DataError} when the folder is missing or has none.
 */
export async function listFolder(folder: string, logger: Logger = silentLogger): Promise<ListedImage[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: Error) => {
    throw new DataError(`The image folder ${folder} cannot be read: ${cause.message}.`, { cause });
  });
  const names: string[] = [];
  const others = new Map<string, number>();
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(join(folder, sep).length).replaceAll(sep, '/');
    const other = kindOfOther(path, name);
    if (other === undefined) names.push(name);
    else others.set(other, (others.get(other) ?? 0) + 1);
  }
  const found = [...others].map(([kind, count]) => `${count} ${kind}`).join(', ');
  if (names.length === 0) {
    throw new DataError(
      `${folder} has no image in it or below it (known: ${IMAGE_EXTENSIONS.map((one) => `.${one}`).join(', ')}). ` +
        (found === '' ? 'It has no file at all.' : `It has ${found}.`),
    );
  }
  if (found !== '') logger.warn(`${folder}: files that are no images are left out: ${found}.`);
  names.sort((a, b) => (a < b ? -1 : 1));
  return names.map((fileName, index) => ({ id: index + 1, fileName }));
}

/** What a file is when it is no image, in words with a number before them; `undefined` for images. */
function kindOfOther(path: string, name: string): string | undefined {
  if (/(^|\/)(\.|__MACOSX\/|@eaDir\/)/.test(name)) return 'hidden';
  const extension = /\.([^./]+)$/.exec(name)?.[1].toLowerCase();
  if (extension !== undefined && IMAGE_EXTENSIONS.includes(extension)) return undefined;
  if (extension !== undefined) return `.${extension}`;
  return isImage(path) ? undefined : 'without extension';
}

/** Whether its first bytes are those of an image. */
function isImage(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(64);
      return imageKind(head.subarray(0, readSync(file, head, 0, head.length, 0))) !== undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return false; // a link to a folder or to nothing
  }
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
