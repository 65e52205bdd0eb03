/**
 * @module Image files to pixels, byte for byte as `cv2.imread` gives them: libjpeg-turbo's exact transform, EXIF
 * orientation applied, colour profiles ignored, alpha dropped, gray repeated, 16 bits cut to their high byte.
 */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { DataError } from '../../core/index.js';
import type { Pixels } from '../pixels.js';
import { cmykToRgb } from './cmyk.js';
import { jpegFrame } from './jpeg-frame.js';

export type ChannelOrder = 'bgr' | 'rgb';

const REPLACE = 'Replace it, or take it out of the annotation file.';

/** OpenCV's reading flags by mmcv's names; models here take colour, so its gray modes are left out. */
export const colorTypes = ['color', 'unchanged', 'color_ignore_orientation'] as const;
export type ColorType = (typeof colorTypes)[number];

/**
 * @returns `[H, W, 3]`; read unchanged, a gray file gives `[H, W]`, alpha and 16 bits stay.
 * @throws {DataError} naming the file when it is missing, truncated or no image.
 */
export async function readImage(
  path: string,
  colorType: ColorType = 'color',
  order: ChannelOrder = 'bgr',
): Promise<Pixels> {
  return decodeImage(await readBytes(path), path, colorType, order);
}

/** The bytes of a file, with an error that says what is wrong with the path. */
async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DataError(
      missing
        ? `Image file ${path} does not exist. Check img_prefix, and file_name in the annotation file.`
        : `Image file ${path} cannot be read: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

async function decodeImage(
  bytes: Buffer,
  path: string,
  colorType: ColorType,
  order: ChannelOrder,
): Promise<Pixels> {
  if (bytes.length === 0) throw new DataError(`Image file ${path} is empty. ${REPLACE}`);
  try {
    const image = sharp(bytes, {
      failOn: 'error',
      ignoreIcc: true,
      limitInputPixels: false,
      autoOrient: colorType === 'color',
    });
    if (jpegFrame(bytes)?.numComponents === 4) return await color(image, order, 'cmyk');
    return await (colorType === 'unchanged' ? unchanged(image, order) : color(image, order));
  } catch (cause) {
    const reason = (cause as Error).message.trim().split('\n')[0];
    throw new DataError(`Image file ${path} is damaged or not an image: ${reason}. ${REPLACE}`, { cause });
  }
}

async function color(image: Sharp, order: ChannelOrder, space?: 'cmyk'): Promise<Pixels> {
  const opaque =
    space === 'cmyk' ? image.pipelineColourspace(space).toColourspace(space) : image.removeAlpha();
  const { data, info } = await opaque.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const pixels =
    space === 'cmyk'
      ? cmykToRgb(data)
      : info.channels === 3
        ? bytesOf(data)
        : repeatGray(data, info.channels);
  if (order === 'bgr') swapRedAndBlue(pixels, 3);
  return { data: pixels, height: info.height, width: info.width, channels: 3, axes: 'HWC' };
}

/** As the file holds it. Label maps are read so. */
async function unchanged(image: Sharp, order: ChannelOrder): Promise<Pixels> {
  const { channels = 3, depth } = await image.metadata();
  const isDeep = depth === 'ushort';
  const space = channels === 1 ? (isDeep ? 'grey16' : 'b-w') : isDeep ? 'rgb16' : 'srgb';
  const { data, info } = await image
    .toColourspace(space)
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = isDeep ? Int32Array.from(new Uint16Array(bytesOf(data).buffer)) : bytesOf(data);
  if (info.channels >= 3 && order === 'bgr') swapRedAndBlue(pixels, info.channels);
  const { height, width } = info;
  return { data: pixels, height, width, channels: info.channels, axes: info.channels === 1 ? 'HW' : 'HWC' };
}

/** An array of its own memory, which can be handed to another thread. */
function bytesOf(data: Buffer): Uint8Array {
  return data.byteLength === data.buffer.byteLength
    ? new Uint8Array(data.buffer, 0, data.byteLength)
    : Uint8Array.prototype.slice.call(data);
}

function repeatGray(data: Buffer, channels: number): Uint8Array {
  const result = new Uint8Array((data.length / channels) * 3);
  for (let i = 0, at = 0; i < data.length; i += channels, at += 3) {
    result[at] = result[at + 1] = result[at + 2] = data[i];
  }
  return result;
}

function swapRedAndBlue(data: Uint8Array | Int32Array, channels: number): void {
  for (let i = 0; i < data.length; i += channels) {
    const first = data[i];
    data[i] = data[i + 2];
    data[i + 2] = first;
  }
}
