/** @module The size in the header of an image file, before and after its EXIF orientation. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { type ImageSize, storedSize } from './stored-size.js';

export interface ImageHeader {
  /** Size of the stored pixels. */
  readonly stored: ImageSize;
  /** Size after the orientation is applied. */
  readonly turned: ImageSize;
  /** EXIF orientation, 1 to 8; 1 for none. */
  readonly orientation: number;
}

/** `undefined` where the file has no readable header: decoding reports the error. */
export async function imageHeader(path: string): Promise<ImageHeader | undefined> {
  try {
    const { width, height, autoOrient, orientation = 1 } = await sharp(path).metadata();
    return { stored: { width, height }, turned: autoOrient, orientation };
  } catch {
    // a format that libvips does not support, and that has no EXIF
    const bytes = await readFile(path).catch(() => undefined);
    const size = bytes && storedSize(bytes);
    return size && { stored: size, turned: size, orientation: 1 };
  }
}
