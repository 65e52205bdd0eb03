/** @module Decodes with libvips: libjpeg-turbo's exact transform, colour profiles ignored. */
import sharp, { type Sharp } from 'sharp';
import { cmykToRgb } from './cmyk.js';
import { CorruptImageError } from './corrupt-image.js';
import { jpegFrame } from './jpeg-frame.js';
import type { ColorType, Raster } from './raster.js';

/** Offsets of the bit depth and colour type in a PNG file, and the colour type of gray without alpha. */
const [PNG_BITS, PNG_COLOR_TYPE, PNG_GRAY] = [24, 25, 0];

/** Decodes the first image of a file in a format that libvips supports. */
export function openImage(bytes: Buffer, colorType: ColorType, failOn: 'error' | 'warning' = 'error'): Sharp {
  return sharp(bytes, {
    failOn,
    ignoreIcc: true,
    limitInputPixels: false,
    autoOrient: colorType === 'color',
  });
}

export async function readWithSharp(bytes: Buffer, colorType: ColorType): Promise<Raster> {
  const image = openImage(bytes, colorType);
  return colorType === 'unchanged' ? asStored(image) : inColor(image);
}

/** A transparent gray level (tRNS) does not become a channel unless alpha is a channel of the file. */
export async function readPng(bytes: Buffer, colorType: ColorType): Promise<Raster> {
  const image = openImage(bytes, colorType);
  if (colorType !== 'unchanged') return inColor(image);
  return bytes[PNG_COLOR_TYPE] === PNG_GRAY ? readGray(image, bytes[PNG_BITS] === 16) : asStored(image);
}

/** A CMYK file is converted to colour in every mode. */
export async function readJpeg(bytes: Buffer, colorType: ColorType): Promise<Raster> {
  const read = (image: Sharp): Promise<Raster> => {
    if (jpegFrame(bytes)?.numComponents === 4) return inksToColor(image);
    return colorType === 'unchanged' ? asStored(image) : inColor(image);
  };
  try {
    return await read(openImage(bytes, colorType));
  } catch (cause) {
    if (!isTruncated(cause)) throw cause;
    // Cameras and downloads omit the end marker of complete files. OpenCV reads such a file; where data is
    // missing too, it returns arbitrary rows or fails; here it is an error.
    const completed = Buffer.concat([bytes, Buffer.of(0xff, 0xd9)]);
    return read(openImage(completed, colorType, 'warning')).catch(() => {
      throw new CorruptImageError('it is truncated, and its last rows are missing');
    });
  }
}

const isTruncated = (cause: unknown): boolean => /premature end/i.test((cause as Error).message);

async function inColor(image: Sharp): Promise<Raster> {
  const { data, info } = await image
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { height, width, channels } = info;
  return { data: bytesOf(data), height, width, channels };
}

async function inksToColor(image: Sharp): Promise<Raster> {
  const { data, height, width } = await readInks(image);
  return { data: cmykToRgb(data), height, width, channels: 3 };
}

/** `[H, W, 4]` ink in 8 bits. */
export async function readInks(image: Sharp): Promise<Raster & { data: Uint8Array }> {
  const { data, info } = await image
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data: bytesOf(data), height: info.height, width: info.width, channels: info.channels };
}

/** As stored. Used for label maps. */
async function asStored(image: Sharp): Promise<Raster> {
  const { channels = 3, depth } = await image.metadata();
  return channels === 1 ? readGray(image, depth === 'ushort') : readColors(image, depth === 'ushort');
}

/** Gray without alpha. */
export const readGray = (image: Sharp, isDeep: boolean): Promise<Raster> =>
  readIn(image.removeAlpha(), isDeep ? 'grey16' : 'b-w', isDeep);

/** Colour, with alpha where there is one. */
export const readColors = (image: Sharp, isDeep: boolean): Promise<Raster> =>
  readIn(image, isDeep ? 'rgb16' : 'srgb', isDeep);

async function readIn(image: Sharp, space: string, isDeep: boolean): Promise<Raster> {
  const { data, info } = await image
    .toColourspace(space)
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { height, width, channels } = info;
  const bytes = bytesOf(data);
  return { data: isDeep ? Int32Array.from(new Uint16Array(bytes.buffer)) : bytes, height, width, channels };
}

/** Floats as stored. */
export async function readFloats(image: Sharp): Promise<Raster> {
  const { channels = 1 } = await image.metadata();
  const space = channels === 1 ? 'b-w' : 'scrgb';
  const { data, info } = await image
    .pipelineColourspace(space)
    .toColourspace(space)
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const { height, width } = info;
  return { data: new Float32Array(bytesOf(data).buffer), height, width, channels: info.channels };
}

/** An array with its own buffer, which can be transferred to another thread. */
function bytesOf(data: Buffer): Uint8Array {
  return data.byteLength === data.buffer.byteLength
    ? new Uint8Array(data.buffer, 0, data.byteLength)
    : Uint8Array.prototype.slice.call(data);
}
