/** @module Which images get proposals: every one below a folder, or those that a COCO file lists. */
import { DataError, type Logger, type Progress, silentLogger } from '../../core/index.js';
import type { ImageId } from '../../structures/index.js';
import { readCoco } from '../annotations/read-coco.js';
import { imagesOfFolder, noImages } from '../images/image-folder.js';

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
  const files = await imagesOfFolder(folder);
  const { images, others } = files;
  if (images.length === 0) throw noImages(folder, files);
  if (others !== '') logger.warn(`${folder}: files that are no images are left out: ${others}.`);
  return images.map((fileName, index) => ({ id: index + 1, fileName }));
}

/**
 * The images of a COCO file, in file order, with their ids.
 *
 * @throws {DataError} when the file is no COCO file, or lists none.
 */
export function listAnnotationFile(path: string, progress?: Progress): ListedImage[] {
  const { imageIds, fileNames } = readCoco(path, progress);
  if (imageIds.length === 0) throw new DataError(`Annotation file ${path} lists no images.`);
  return fileNames.map((fileName, i) => ({ id: imageIds[i], fileName }));
}
