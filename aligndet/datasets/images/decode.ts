/**
 * @module Decodes image files, byte for byte as `cv2.imread`: EXIF orientation applied, colour profiles ignored,
 * alpha dropped, gray repeated, 16 bits reduced to their high byte. Of several images in a file, the first.
 */
import { readFile } from 'node:fs/promises';
import { DataError, whyUnreadable } from '../../core/index.js';
import type { Pixels } from '../pixels.js';
import { decodeBmp } from './bmp.js';
import { CorruptImageError } from './corrupt-image.js';
import { imageKind, looksLike } from './file-kind.js';
import { readJp2 } from './jp2.js';
import { whyMissing } from './missing-image.js';
import { decodePnm } from './pnm.js';
import { type ChannelOrder, type ColorType, type Raster, toPixels } from './raster.js';
import { readJpeg, readPng, readWithSharp } from './sharp-raster.js';
import { storedSize } from './stored-size.js';
import { readTiff } from './tiff.js';

/** `CV_IO_MAX_IMAGE_PIXELS`. */
const MAX_PIXELS = 2 ** 30;

/** What error messages advise. */
export interface ImageAdvice {
  /** About an image that cannot be decoded. */
  readonly replace: string;
  /** About a path that cannot be read. */
  readonly check: string;
}

/** For images that an annotation file lists. */
const LISTED: ImageAdvice = {
  replace: 'Replace it, or remove it from the dataset.',
  check: 'Check img_prefix and the file names in the annotation file or image list.',
};

/**
 * @returns `[H, W, 3]`; in mode `unchanged` a gray file gives `[H, W]`, and alpha and 16 bits are kept.
 * @throws {DataError} that names the file when it is missing, truncated or not an image.
 */
export async function readImage(
  path: string,
  colorType: ColorType = 'color',
  order: ChannelOrder = 'bgr',
  advice: ImageAdvice = LISTED,
): Promise<Pixels> {
  const bytes = await readBytes(path, advice);
  return decodeImage(bytes, `Image file ${path}`, colorType, order, advice);
}

/** The bytes of a file, or an error that explains the path. */
async function readBytes(path: string, { check }: ImageAdvice): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const mend = isMissing ? `${whyMissing(path)} ${check}` : check;
    throw new DataError(`Image file ${path} ${whyUnreadable(cause)}. ${mend}`, { cause });
  }
}

/**
 * As {@link readImage}, of an image file in memory.
 *
 * @param name of the image in errors, such as `Image file a.png`.
 * @throws {DataError} when the bytes are truncated or no image.
 */
export async function decodeImage(
  bytes: Buffer,
  name: string,
  colorType: ColorType,
  order: ChannelOrder,
  { replace }: ImageAdvice,
): Promise<Pixels> {
  if (bytes.length === 0) throw new DataError(`${name} is empty. ${replace}`);
  try {
    requireReadableSize(bytes);
    const raster = await rasterOf(bytes, colorType);
    if (raster !== undefined) return toPixels(raster, colorType, order);
  } catch (cause) {
    const { reason, mend = replace } = faultOf(bytes, cause as Error);
    throw new DataError(`${name} cannot be decoded: ${reason}. ${mend}`, { cause });
  }
  const { look, mend } = looksLike(bytes);
  throw new DataError(`${name} is not a supported image: ${look}. ${mend}`);
}

/** A file of a few bytes may declare a size larger than memory; OpenCV rejects it too. */
function requireReadableSize(bytes: Buffer): void {
  const { width, height } = storedSize(bytes) ?? { width: 0, height: 0 };
  if (width * height <= MAX_PIXELS) return;
  throw new CorruptImageError(
    `it has ${width} x ${height} pixels, but the maximum is ${MAX_PIXELS}`,
    'Split it into tiles, or resize it.',
  );
}

async function rasterOf(bytes: Buffer, colorType: ColorType): Promise<Raster | undefined> {
  switch (imageKind(bytes)) {
    case undefined:
      return undefined;
    case 'jpeg':
      return readJpeg(bytes, colorType);
    case 'bmp':
      return decodeBmp(bytes);
    case 'pnm':
      return decodePnm(bytes);
    case 'tiff':
      return readTiff(bytes, colorType);
    case 'jp2':
      return readJp2(bytes, colorType);
    case 'png':
      return readPng(bytes, colorType);
    default:
      return readWithSharp(bytes, colorType);
  }
}

/** A readable reason: decoders report the names of their own functions. */
function faultOf(bytes: Buffer, cause: Error): { reason: string; mend?: string } {
  if (cause instanceof CorruptImageError) return { reason: cause.message, mend: cause.mend };
  const message = cause.message.trim().split('\n')[0];
  const isCut = lacksItsEnd(bytes) ?? /Read error|premature|truncat/i.test(message);
  const said = /^unknown error$/i.test(message) ? '' : ` (${message})`;
  return { reason: `${isCut ? 'it is truncated' : 'it is corrupt'}${said}` };
}

const PNG_END = 'IEND';
const JPEG_END = Buffer.of(0xff, 0xd9);
const JPEG_SCAN = Buffer.of(0xff, 0xda);

/** `undefined` for formats without an end marker. */
function lacksItsEnd(bytes: Buffer): boolean | undefined {
  const kind = imageKind(bytes);
  if (kind === 'png') return bytes.lastIndexOf(PNG_END) < 0;
  // a thumbnail in the header may have its own end marker, before the scans of the image
  return kind === 'jpeg' ? bytes.lastIndexOf(JPEG_END) < bytes.lastIndexOf(JPEG_SCAN) : undefined;
}
