/**
 * @module Run-length decoding of BMP: pairs of a count and an index, escapes for single pixels, jumps and line ends.
 */
import { CorruptImageError } from './corrupt-image.js';

const END_OF_LINE = 0;
const END_OF_IMAGE = 1;
const JUMP = 2;

/**
 * @param hasNibbles whether a byte holds two indices of 4 bits (RLE4).
 * @returns `[H, W]` indices, rows in file order; skipped pixels have index 0.
 */
export function readRuns(
  bytes: Buffer,
  from: number,
  width: number,
  height: number,
  hasNibbles: boolean,
): Uint8Array {
  const indices = new Uint8Array(width * height);
  let [x, y, at] = [0, 0, from];
  const next = (): number => {
    if (at >= bytes.length) throw new CorruptImageError(`it is truncated at row ${y} of ${height}`);
    return bytes[at++];
  };
  const write = (count: number, indexAt: (i: number) => number): void => {
    if (x + count > width || y >= height) {
      throw new CorruptImageError(`a run of ${count} pixels at (${x}, ${y}) exceeds the image`);
    }
    for (let i = 0; i < count; i++) indices[y * width + x++] = indexAt(i);
  };
  while (y < height) {
    const count = next();
    const code = next();
    if (count > 0) {
      write(count, hasNibbles ? (i) => (i % 2 === 0 ? code >> 4 : code & 15) : () => code);
    } else if (code === END_OF_LINE) {
      [x, y] = [0, y + 1];
    } else if (code === END_OF_IMAGE) {
      break;
    } else if (code === JUMP) {
      x += next();
      y += next();
    } else {
      const start = at;
      const size = hasNibbles ? Math.ceil(code / 2) : code;
      at += size + (size % 2); // single pixels are padded to whole words
      if (at > bytes.length) throw new CorruptImageError(`it is truncated at row ${y} of ${height}`);
      write(
        code,
        hasNibbles
          ? (i) => (i % 2 === 0 ? bytes[start + (i >> 1)] >> 4 : bytes[start + (i >> 1)] & 15)
          : (i) => bytes[start + i],
      );
    }
  }
  return indices;
}
