/**
 * @module Windows and OS/2 bitmaps: 1, 4, 8, 16, 24 and 32 bits per pixel, run lengths (RLE4, RLE8), bottom-up and
 * top-down rows. Colours of 5 and 6 bits become the high bits of a byte, as in OpenCV.
 */
import { readRuns } from './bmp-runs.js';
import { CorruptImageError } from './corrupt-image.js';
import type { Raster } from './raster.js';

const RGB = 0;
const RLE8 = 1;
const RLE4 = 2;
const BIT_FIELDS = 3;

interface Header {
  readonly width: number;
  readonly height: number;
  /** Whether the first row of the file is the top one. */
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly pixelsAt: number;
  /** `[colours, 3]`, red first; empty without a palette. */
  readonly palette: Uint8Array;
  /** Bits of red, green, blue and alpha in a pixel of 16 or 32 bits. */
  readonly masks: readonly number[];
}

/** @throws {CorruptImageError} when the file is truncated, or its variant is not supported. */
export function decodeBmp(bytes: Buffer): Raster {
  const header = readHeader(bytes);
  return header.bits <= 8 ? fromPalette(bytes, header) : fromColors(bytes, header);
}

/** @returns the size alone. */
export function bmpSize(bytes: Buffer): { width: number; height: number } {
  need(bytes, 26);
  const isOld = bytes.readUInt32LE(14) === 12;
  return isOld
    ? { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) }
    : { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
}

function readHeader(bytes: Buffer): Header {
  need(bytes, 26);
  const pixelsAt = bytes.readUInt32LE(10);
  const size = bytes.readUInt32LE(14);
  const isOld = size === 12;
  if (!isOld && size < 36) throw new CorruptImageError(`its header has ${size} bytes`);
  need(bytes, 14 + size);
  const { width, height } = bmpSize(bytes);
  const bits = bytes.readUInt16LE(isOld ? 24 : 28);
  const compression = isOld ? RGB : bytes.readUInt32LE(30);
  const allowed = {
    [RGB]: [1, 4, 8, 16, 24, 32],
    [RLE8]: [8],
    [RLE4]: [4],
    [BIT_FIELDS]: [16, 32],
  }[compression];
  if (!allowed?.includes(bits)) {
    throw new CorruptImageError(
      `BMP with ${bits} bits per pixel and compression ${compression} is not supported`,
    );
  }
  if (width <= 0 || height === 0) throw new CorruptImageError(`its size is ${width} x ${height} pixels`);
  const numColors = bits > 8 ? 0 : (!isOld && bytes.readUInt32LE(46)) || 1 << bits;
  return {
    width,
    height,
    isTopDown: !isOld && bytes.readInt32LE(22) < 0,
    bits,
    compression,
    pixelsAt,
    palette: readPalette(bytes, 14 + size, Math.min(numColors, 256), isOld ? 3 : 4),
    masks: readMasks(bytes, bits, compression),
  };
}

function readPalette(bytes: Buffer, at: number, numColors: number, step: number): Uint8Array {
  need(bytes, at + numColors * step);
  const palette = new Uint8Array(256 * 3);
  for (let i = 0; i < numColors; i++) {
    for (let c = 0; c < 3; c++) palette[3 * i + c] = bytes[at + i * step + 2 - c];
  }
  return palette;
}

function readMasks(bytes: Buffer, bits: number, compression: number): number[] {
  if (compression === BIT_FIELDS) {
    need(bytes, 70);
    const [red, green, blue, alpha] = [54, 58, 62, 66].map((at) => bytes.readUInt32LE(at));
    // headers of 56 bytes and more contain the fourth mask; OpenCV returns four channels either way
    return [red, green, blue, bits === 32 ? (bytes.readUInt32LE(14) >= 56 && alpha) || 0xff000000 : 0];
  }
  return bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
}

function fromPalette(bytes: Buffer, header: Header): Raster {
  const { width, height, bits, compression, palette } = header;
  const indices =
    compression === RGB
      ? packedIndices(bytes, header)
      : readRuns(bytes, header.pixelsAt, width, height, bits === 4);
  if (!header.isTopDown) turnOver(indices, width);
  const used = 3 * (1 << bits);
  let isGray = true;
  for (let i = 0; i < used; i += 3) {
    isGray &&= palette[i] === palette[i + 1] && palette[i] === palette[i + 2];
  }
  if (isGray) return { data: indices.map((index) => palette[3 * index]), height, width, channels: 1 };
  const data = new Uint8Array(indices.length * 3);
  indices.forEach((index, i) => {
    data[3 * i] = palette[3 * index];
    data[3 * i + 1] = palette[3 * index + 1];
    data[3 * i + 2] = palette[3 * index + 2];
  });
  return { data, height, width, channels: 3 };
}

/** Several indices per byte, the first in the high bits. */
function packedIndices(bytes: Buffer, { width, height, bits, pixelsAt }: Header): Uint8Array {
  const rowSize = rowBytes(width, bits);
  need(bytes, pixelsAt + rowSize * height);
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  for (let y = 0; y < height; y++) {
    const from = pixelsAt + y * rowSize;
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits - (x % perByte) * bits;
      indices[y * width + x] = (bytes[from + Math.floor(x / perByte)] >> shift) & mask;
    }
  }
  return indices;
}

function fromColors(bytes: Buffer, { width, height, isTopDown, bits, pixelsAt, masks }: Header): Raster {
  const rowSize = rowBytes(width, bits);
  need(bytes, pixelsAt + rowSize * height);
  const channels = masks[3] === 0 ? 3 : 4;
  const shifts = masks.slice(0, channels).map((mask) => 24 - Math.clz32(mask)); // the highest bit of a mask to bit 7
  const data = new Uint8Array(width * height * channels);
  const step = bits / 8;
  let out = 0;
  for (let y = 0; y < height; y++) {
    let at = pixelsAt + (isTopDown ? y : height - 1 - y) * rowSize;
    for (let x = 0; x < width; x++, at += step) {
      let value = bytes[at] | (bytes[at + 1] << 8);
      if (step > 2) value |= bytes[at + 2] << 16;
      if (step > 3) value |= bytes[at + 3] << 24;
      for (let c = 0; c < channels; c++) {
        const own = value & masks[c];
        data[out++] = shifts[c] >= 0 ? own >>> shifts[c] : own << -shifts[c];
      }
    }
  }
  return { data, height, width, channels };
}

/** Bytes of a row; rows are padded to 32-bit words. */
const rowBytes = (width: number, bits: number): number => Math.ceil((width * bits) / 32) * 4;

/** Flips the order of the rows. */
function turnOver(data: Uint8Array, width: number): void {
  for (let top = 0, low = data.length - width; top < low; top += width, low -= width) {
    const row = data.slice(top, top + width);
    data.copyWithin(top, low, low + width);
    data.set(row, low);
  }
}

function need(bytes: Buffer, size: number): void {
  if (bytes.length < size)
    throw new CorruptImageError(`it is truncated: expected at least ${size} bytes, but got ${bytes.length}`);
}
