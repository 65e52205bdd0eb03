/** @module The size of an image file from its header, as stored, without EXIF orientation. */
import { readFileSync } from 'node:fs';
import { DataError, whyUnreadable } from '../../core/index.js';
import { type ImageSize, storedSize } from './stored-size.js';

/** @throws {DataError} when the file is missing or not an image. */
export function imageSize(path: string): ImageSize {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new DataError(`Image file ${path} ${whyUnreadable(cause)}.`, { cause });
  }
  const size = storedSize(bytes);
  if (size === undefined)
    throw new DataError(`Image file ${path} is not an image, or is truncated within its header.`);
  return size;
}
