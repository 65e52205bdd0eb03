/**
 * @module TIFF files as OpenCV reads them, with libtiff's rules for alpha, CMYK and 16 bits. Floats, signed and wide
 * integers have no defined white level: as in OpenCV they cannot become a colour image.
 */
import { CorruptImageError } from './corrupt-image.js';
import type { ColorType, Raster } from './raster.js';
import { openImage, readColors, readFloats, readGray, readInks, readWithSharp } from './sharp-raster.js';
import { type TiffHeader, tiffHeader } from './tiff-header.js';

const INKS = 5;

/** @throws {CorruptImageError} for values that are not colours, or a truncated file. */
export async function readTiff(bytes: Buffer, colorType: ColorType): Promise<Raster> {
  const header = tiffHeader(bytes);
  if (header === undefined) throw new CorruptImageError('its header is truncated');
  const image = openImage(bytes, colorType);
  if (colorType === 'unchanged' && header.format === 'float' && header.bits === 32) return readFloats(image);
  refuseOtherValues(header);
  const isDeep = header.bits === 16;
  if (colorType === 'unchanged') {
    return header.samples === 2 ? readGray(image, isDeep) : readWithSharp(bytes, colorType);
  }
  if (header.photometric === INKS) return inkOnWhite(await readInks(image));
  if (header.samples < 3 || (header.bits < 16 && header.samples === 3)) return readWithSharp(bytes, 'color');
  const raster = await readColors(image, isDeep);
  const data = isDeep ? raster.data.map((value) => Math.floor((value + 128) / 257)) : raster.data;
  const colors = { ...raster, data: Uint8Array.from(data) };
  // libvips divides colours by alpha, libtiff multiplies by it, unless the fourth band is not alpha
  return header.extra === 'unspecified' ? colors : overBlack(colors);
}

function refuseOtherValues({ bits, format, samples }: TiffHeader): void {
  if (samples > 4) {
    throw new CorruptImageError(
      `it has ${samples} bands`,
      'Store three of them, red, green and blue, as the image.',
    );
  }
  if (format === 'unsigned' && bits <= 16) return;
  const kind = format === 'float' ? `${bits}-bit floats` : `${format} ${bits}-bit integers`;
  throw new CorruptImageError(
    `its values are ${kind}, whose white level is not defined`,
    'Scale them to 0 to 255 and store 8-bit integers.',
  );
}

function overBlack({ data, height, width, channels }: Raster): Raster {
  if (channels < 4) return { data, height, width, channels };
  for (let i = 0; i < data.length; i += channels) {
    for (let c = 0; c < 3; c++) data[i + c] = Math.floor((data[i + c] * data[i + 3] + 127) / 255);
  }
  return { data, height, width, channels };
}

function inkOnWhite({ data, height, width, channels }: Raster): Raster {
  const result = new Uint8Array(height * width * 3);
  for (let i = 0, at = 0; i < data.length; i += channels, at += 3) {
    const light = 255 - data[i + 3];
    for (let c = 0; c < 3; c++) result[at + c] = Math.floor((light * (255 - data[i + c])) / 255);
  }
  return { data: result, height, width, channels: 3 };
}
