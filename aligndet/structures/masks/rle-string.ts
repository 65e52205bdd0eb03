/**
 * @module The compressed string form of a run-length encoding in COCO files.
 *
 * From the fourth count on, the difference from the count two positions before is written. A number is written in
 * groups of five bits per
 * character, lowest first, in two's complement; the sixth bit marks that more follow; an offset of 48 makes it
 * printable.
 */
import { DataError } from '../../core/portable.js';

const ASCII_ZERO = 48;

export function compressCounts(counts: Uint32Array): string {
  const text = new Uint8Array(counts.length * 7);
  let length = 0;
  for (let i = 0; i < counts.length; i++) {
    let rest = i > 2 ? counts[i] - counts[i - 2] : counts[i];
    let more = true;
    while (more) {
      let bits = rest & 31;
      rest >>= 5;
      more = (bits & 16) !== 0 ? rest !== -1 : rest !== 0;
      if (more) bits |= 32;
      text[length++] = bits + ASCII_ZERO;
    }
  }
  return new TextDecoder('latin1').decode(text.subarray(0, length));
}

/** @throws {DataError} when `text` ends within a number or contains an invalid character. */
export function decompressCounts(text: string): Uint32Array {
  const counts = new Uint32Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; ) {
    let value = 0;
    let shift = 0;
    let more = true;
    while (more) {
      const bits = text.charCodeAt(at++) - ASCII_ZERO;
      if (!(bits >= 0 && bits < 64)) {
        throw new DataError(`The counts of a mask are corrupt at character ${at} of ${text.length}.`);
      }
      if (shift < 32) value |= (bits & 31) << shift;
      shift += 5;
      more = (bits & 32) !== 0;
      if (!more && (bits & 16) !== 0 && shift < 32) value |= -1 << shift;
    }
    counts[length] = length > 2 ? value + counts[length - 2] : value;
    length++;
  }
  return counts.subarray(0, length);
}
