/** @module What the header of an image file says of its size, before and after its EXIF orientation. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { type ImageSize, storedSize } from './stored-size.js';

export interface ImageHeader {
  /** Of the pixels in the file. */
  readonly stored: ImageSize;
  /** After the orientation is applied. */
  readonly turned: ImageSize;
  /** EXIF orientation, 1 to 8; 1 for none. */
  readonly orientation: number;
}

/** `undefined` where the file has no header that can be read: what is wrong with it shows when it is decoded. */
export async function imageHeader(path: string): Promise<ImageHeader | undefined> {
  try {
    const { width, height, autoOrient, orientation = 1 } = await sharp(path).metadata();
    return { stored: { width, height }, turned: autoOrient, orientation };
  } catch {
    // a format of which libvips knows nothing, and which has no EXIF
    const bytes = await readFile(path).catch(() => undefined);
    const size = bytes && storedSize(bytes);
    return size && { stored: size, turned: size, orientation: 1 };
  }
}
