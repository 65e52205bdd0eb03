/** @module Paths of images: the folder of a dataset, and the name in its annotation file. */
import { isAbsolute, join } from 'node:path';
import { DataError } from '../../core/index.js';

/**
 * As Python's `os.path.join`: a name that is an absolute path stands for itself.
 *
 * @throws {DataError} for the address of a file elsewhere.
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
  return prefix == null || prefix === '' || isAbsolute(fileName) ? fileName : join(prefix, fileName);
}
