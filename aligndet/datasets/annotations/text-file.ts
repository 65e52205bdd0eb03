/** @module Reads text files in the encoding given by a byte order mark, detected, or declared by an XML file. */
import { readFileSync } from 'node:fs';
import { DataError, whyUnreadable } from '../../core/index.js';

/**
 * @param what type of file in messages: `Annotation file`.
 * @returns the text without its byte order mark.
 * @throws {DataError} when the file cannot be read, or is not valid in its encoding.
 */
export function readTextFile(path: string, what: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new DataError(`${what} ${path} ${whyUnreadable(cause)}.`, { cause });
  }
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new DataError(`${what} ${path} declares the unknown encoding "${encoding}". Save it as UTF-8.`, {
        cause,
      });
    }
    throw new DataError(
      `${what} ${path}, line ${lineOfFault(bytes, encoding)}: invalid ${encoding.toUpperCase()}. ` +
        'Save it as UTF-8; XML may also declare its encoding in its first line: <?xml version="1.0" encoding="ISO-8859-1"?>.',
      { cause },
    );
  }
}

function encodingOf(bytes: Buffer): string {
  const head = bytes.subarray(0, 4).toString('hex');
  if (head.startsWith('efbbbf')) return 'utf-8';
  if (head.startsWith('fffe') || head === '3c003f00' || /^3c00..00/.test(head)) return 'utf-16le';
  if (head.startsWith('feff') || head === '003c003f' || /^003c00/.test(head)) return 'utf-16be';
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/.exec(
    bytes.toString('latin1', 0, 200),
  )?.[1];
  // its declaration was read as bytes, so it is not a 16-bit encoding, whatever it declares
  return declared === undefined || /^(utf-?16|ucs-?2|iso-10646)/i.test(declared) ? 'utf-8' : declared.trim();
}

/** The first line that cannot be decoded. */
function lineOfFault(bytes: Buffer, encoding: string): number {
  if (encoding.startsWith('utf-16')) return 1;
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to + 1;
  }
  return line;
}
