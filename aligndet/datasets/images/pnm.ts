/**
 * @module Portable bitmaps, graymaps and pixmaps (PBM, PGM, PPM), plain and raw. As in OpenCV, values of plain files
 * with a maximum below 255 are scaled to 255, those of raw files are not.
 */
import { CorruptImageError } from './corrupt-image.js';
import type { Raster } from './raster.js';

/** @throws {CorruptImageError} when the file is truncated or its header is invalid. */
export function decodePnm(bytes: Buffer): Raster {
  const { kind, width, height, max, at } = readHeader(bytes);
  const channels = kind % 3 === 0 ? 3 : 1;
  const count = width * height * channels;
  const data =
    kind <= 3 ? fromText(bytes, at, kind, count, max) : fromBytes(bytes, at, kind, count, width, max);
  return { data, height, width, channels };
}

/** @returns the size alone. */
export function pnmSize(bytes: Buffer): { width: number; height: number } {
  return readHeader(bytes);
}

function readHeader(bytes: Buffer) {
  const kind = bytes[1] - 48; // 1 to 6
  const isBits = kind % 3 === 1;
  let at = 2;
  const numbers = (isBits ? [0, 0] : [0, 0, 0]).map(() => {
    const number = readNumber(bytes, at);
    at = number.end + 1; // one character after each number
    return number.value;
  });
  const [width, height, max = 1] = numbers;
  if (width < 1 || height < 1) throw new CorruptImageError(`its size is ${width} x ${height} pixels`);
  if (max < 1 || max > 65535) throw new CorruptImageError(`its maximum value is ${max}`);
  return { kind, width, height, max, at };
}

/** A number after blanks and comments. */
function readNumber(bytes: Buffer, from: number, maxDigits = 10): { value: number; end: number } {
  let at = from;
  while (at < bytes.length && !isDigit(bytes[at])) {
    if (bytes[at] === 35) while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
    else if (bytes[at] > 32) throw new CorruptImageError(`byte ${at} is not a digit`);
    at++;
  }
  if (at >= bytes.length) throw new CorruptImageError('it is truncated');
  let value = 0;
  for (let digits = 0; at < bytes.length && isDigit(bytes[at]) && digits < maxDigits; at++, digits++) {
    value = value * 10 + bytes[at] - 48;
  }
  return { value, end: at };
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;

function fromText(bytes: Buffer, from: number, kind: number, count: number, max: number): Raster['data'] {
  const isBits = kind === 1;
  const data = max > 255 ? new Int32Array(count) : new Uint8Array(count);
  let at = from;
  for (let i = 0; i < count; i++) {
    const number = readNumber(bytes, at, isBits ? 1 : 10); // digits of bitmaps need no separators
    const value = Math.min(number.value, max);
    data[i] = isBits ? 255 * (1 - value) : max > 255 ? value : Math.floor((value * 255) / max);
    at = number.end;
  }
  return data;
}

function fromBytes(
  bytes: Buffer,
  from: number,
  kind: number,
  count: number,
  width: number,
  max: number,
): Raster['data'] {
  const isBits = kind === 4;
  const rowSize = Math.ceil(width / 8);
  const size = isBits ? (count / width) * rowSize : max > 255 ? 2 * count : count;
  if (bytes.length < from + size)
    throw new CorruptImageError(`it is truncated: expected ${from + size} bytes, but got ${bytes.length}`);
  if (isBits) {
    const data = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const x = i % width;
      const byte = bytes[from + ((i - x) / width) * rowSize + (x >> 3)];
      data[i] = (byte >> (7 - (x & 7))) & 1 ? 0 : 255;
    }
    return data;
  }
  if (max <= 255) return Uint8Array.prototype.slice.call(bytes, from, from + count);
  const data = new Int32Array(count);
  for (let i = 0; i < count; i++) data[i] = bytes.readUInt16BE(from + 2 * i);
  return data;
}
