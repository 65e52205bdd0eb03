/** @module Paths of images from the folder of a dataset and the name in its annotation file. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { DataError } from '../../core/index.js';
import { lastNamesBelow } from './missing-image.js';

/**
 * Like Python's `os.path.join`: an absolute path is returned unchanged.
 *
 * @throws {DataError} for a URL, and for an absolute path of another machine where the file exists below `prefix`.
 */
export function imagePath(prefix: string | null | undefined, fileName: string): string {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(fileName)) {
    const mend = fileName.startsWith('file://')
      ? `Write its path: ${fileName.slice('file://'.length)}.`
      : 'Download the images, and set file_name to their paths below img_prefix.';
    throw new DataError(`file_name "${fileName}" is a URL, but images are read from local files. ${mend}`);
  }
  if (/^data:image\//i.test(fileName)) {
    throw new DataError(
      `file_name "${fileName.slice(0, 40)}..." contains the image data, but images are read from files. Write them to files below ` +
        'img_prefix, and set file_name to their names.',
    );
  }
  if (prefix == null || prefix === '') return fileName;
  if (!isAbsolute(fileName)) return join(prefix, fileName);
  if (!existsSync(fileName)) refuseOtherMachine(prefix, fileName);
  return fileName;
}

/** Annotation files with absolute paths are often copied to another machine together with their images. */
function refuseOtherMachine(prefix: string, fileName: string): void {
  const below = lastNamesBelow(prefix, normalize(fileName).split(sep).slice(1));
  if (below === undefined) return;
  throw new DataError(
    `file_name "${fileName}" is an absolute path, which does not exist and is not joined with img_prefix. ` +
      `${join(prefix, below)} exists: write "${below}".`,
  );
}
