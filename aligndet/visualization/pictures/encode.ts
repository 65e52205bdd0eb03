/** @module Pictures as PNG or JPEG files. */
import type { Picture } from './picture.js';

export type PictureFormat = 'png' | 'jpeg';

/** @param quality of JPEG, 1 to 100. */
export async function encodePicture(
  { data, width, height, channels }: Picture,
  format: PictureFormat,
  quality = 85,
): Promise<Uint8Array> {
  // Loaded here: evaluation without pictures, and the drawing itself, do without the codec.
  const { default: sharp } = await import('sharp');
  const image = sharp(data, { raw: { width, height, channels } });
  return format === 'png' ? image.png().toBuffer() : image.jpeg({ quality }).toBuffer();
}
