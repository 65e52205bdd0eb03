/** @module The images to process: all below a folder, or those of a COCO file. */
import { DataError, type Logger, type Progress, silentLogger } from '../../core/index.js';
import type { ImageId } from '../../structures/index.js';
import { readCoco } from '../annotations/read-coco.js';
import { imagesOfFolder, noImages } from '../images/image-folder.js';

export interface ListedImage {
  readonly id: ImageId;
  /** Path below the image folder, with `/` as separator. */
  readonly fileName: string;
}

/**
 * Images below `folder` and its subfolders, sorted by name, with ids from 1. Logs the other files.
 *
 * @throws {DataError} when the folder is missing or has no images.
 */
export async function listFolder(folder: string, logger: Logger = silentLogger): Promise<ListedImage[]> {
  const files = await imagesOfFolder(folder);
  const { images, others } = files;
  if (images.length === 0) throw noImages(folder, files);
  if (others !== '') logger.warn(`${folder}: files other than images are left out: ${others}.`);
  return images.map((fileName, index) => ({ id: index + 1, fileName }));
}

/**
 * The images of a COCO file, in file order, with their ids.
 *
 * @throws {DataError} when the file is not a COCO file, or lists no images.
 */
export function listAnnotationFile(path: string, progress?: Progress): ListedImage[] {
  const { imageIds, fileNames } = readCoco(path, progress);
  if (imageIds.length === 0) throw new DataError(`Annotation file ${path}: "images" is empty.`);
  return fileNames.map((fileName, i) => ({ id: imageIds[i], fileName }));
}
