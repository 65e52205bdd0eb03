/** @module The size of an image from the first bytes of its file, as stored: without EXIF orientation or decoding. */
import { bmpSize } from './bmp.js';
import { CorruptImageError } from './corrupt-image.js';
import { type ImageKind, imageKind } from './file-kind.js';
import { jp2Frame } from './jp2-frame.js';
import { jpegFrame } from './jpeg-frame.js';
import { pnmSize } from './pnm.js';
import { tiffHeader } from './tiff-header.js';

/** In pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const READERS: Readonly<Record<ImageKind, (bytes: Buffer) => ImageSize | undefined>> = {
  jpeg: jpegFrame,
  png: (bytes) => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }),
  gif: (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),
  webp: webpSize,
  avif: avifSize,
  tiff: tiffHeader,
  bmp: bmpSize,
  pnm: pnmSize,
  jp2: jp2Frame,
};

/** @returns `undefined` when the file is not an image, or ends before its size. */
export function storedSize(bytes: Buffer): ImageSize | undefined {
  const kind = imageKind(bytes);
  if (kind === undefined) return undefined;
  try {
    const size = READERS[kind](bytes);
    return size && { width: size.width, height: size.height };
  } catch (error) {
    if (error instanceof RangeError || error instanceof CorruptImageError) return undefined; // it is truncated
    throw error;
  }
}

/** Three layouts: lossy, lossless, and extended. */
function webpSize(bytes: Buffer): ImageSize | undefined {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}

/** The largest size of its items: the others are tiles, or alpha of the same size. */
function avifSize(bytes: Buffer): ImageSize | undefined {
  let largest: ImageSize | undefined;
  for (
    let at = bytes.indexOf('ispe');
    at >= 0 && at + 16 <= bytes.length;
    at = bytes.indexOf('ispe', at + 4)
  ) {
    const size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) };
    if (largest === undefined || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
