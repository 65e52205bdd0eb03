/** @module Encodes images as PNG or JPEG files. */
import type { RgbImage } from './rgb-image.js';

export type ImageFormat = 'png' | 'jpeg';

/** @param quality of JPEG, 1 to 100. */
export async function encodeImage(
  { data, width, height, channels }: RgbImage,
  format: ImageFormat,
  quality = 85,
): Promise<Uint8Array> {
  // Loaded lazily: evaluation without images, and drawing itself, do not need the codec.
  const { default: sharp } = await import('sharp');
  const image = sharp(data, { raw: { width, height, channels } });
  return format === 'png' ? image.png().toBuffer() : image.jpeg({ quality }).toBuffer();
}
