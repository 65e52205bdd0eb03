/** @module Paths of images: the folder of a dataset, and the name in its annotation file. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { DataError } from '../../core/index.js';
import { lastNamesBelow } from './missing-image.js';

/**
 * As Python's `os.path.join`: a name that is an absolute path stands for itself.
 *
 * @throws {DataError} for the address of a file elsewhere, and for a path of another machine where the file is below `prefix`.
 */
export function imagePath(prefix: string | null | undefined, fileName: string): string {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(fileName)) {
    const mend = fileName.startsWith('file://')
      ? `Write its path: ${fileName.slice('file://'.length)}.`
      : 'Download the images, and write their paths below img_prefix as file_name.';
    throw new DataError(
      `file_name "${fileName}" is a URL. Images are read from files of this machine. ${mend}`,
    );
  }
  if (/^data:image\//i.test(fileName)) {
    throw new DataError(
      `file_name "${fileName.slice(0, 40)}..." holds the image itself. Images are read from files: write them into files below ` +
        'img_prefix, and their names as file_name.',
    );
  }
  if (prefix == null || prefix === '') return fileName;
  if (!isAbsolute(fileName)) return join(prefix, fileName);
  if (!existsSync(fileName)) refuseOtherMachine(prefix, fileName);
  return fileName;
}

/** Annotation files with absolute paths move from one machine to another together with their images. */
function refuseOtherMachine(prefix: string, fileName: string): void {
  const below = lastNamesBelow(prefix, normalize(fileName).split(sep).slice(1));
  if (below === undefined) return;
  throw new DataError(
    `file_name "${fileName}" is an absolute path, which does not exist here, and which img_prefix is not put before. ` +
      `There is ${join(prefix, below)}: write "${below}".`,
  );
}
