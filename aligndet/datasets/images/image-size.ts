/** @module The size of an image file, from its header, as the file stores it: no EXIF turn. */
import { readFileSync } from 'node:fs';
import { DataError } from '../../core/index.js';
import { jpegFrame } from './jpeg-frame.js';

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** @throws {DataError} when the file is missing or neither JPEG nor PNG. */
export function imageSize(path: string): { width: number; height: number } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new DataError(`Image file ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const isPng = bytes.length >= 24 && bytes.subarray(0, 8).equals(PNG_SIGNATURE);
  if (isPng) return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  const frame = jpegFrame(bytes);
  if (frame === undefined) throw new DataError(`Image file ${path} is neither JPEG nor PNG, or is damaged.`);
  return { width: frame.width, height: frame.height };
}
