/** @module Text in pickles: UTF-8 with possible lone surrogates, and the escapes of protocol 0. */
import { concatBytes, latin1Of } from '../bytes.js';
import { corrupt } from './corrupt.js';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 as Python writes it with `surrogatepass`. @throws {CheckpointError} if it is invalid. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeWithSurrogates(bytes);
  }
}

/** Keeps lone surrogates (three bytes, ED A0..BF xx) and decodes the text between them strictly. */
function decodeWithSurrogates(bytes: Uint8Array): string {
  let text = '';
  let start = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    const isSurrogate =
      bytes[i] === 0xed && bytes[i + 1] >= 0xa0 && bytes[i + 1] <= 0xbf && bytes[i + 2] >> 6 === 2;
    if (!isSurrogate) continue;
    const unit = 0xd000 | ((bytes[i + 1] & 0x3f) << 6) | (bytes[i + 2] & 0x3f);
    text += decodeStrictly(bytes.subarray(start, i)) + String.fromCharCode(unit);
    start = i + 3;
    i += 2;
  }
  return text + decodeStrictly(bytes.subarray(start));
}

function decodeStrictly(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw corrupt('it has text that is not UTF-8');
  }
}

/** UTF-8 with lone surrogates as three bytes each, as Python's `surrogatepass`. */
export function encodeText(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return new TextEncoder().encode(text);
  const parts = Array.from(text, (point) => {
    const unit = point.charCodeAt(0);
    if (point.length > 1 || unit < 0xd800 || unit > 0xdfff) return new TextEncoder().encode(point);
    return Uint8Array.of(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
  });
  return concatBytes(parts);
}

const ESCAPES: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

/** A quoted Python 2 string (opcode STRING) as its bytes, one per character. */
export function unquote(line: string): string {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote) {
    throw corrupt('it has a string without quotes');
  }
  return line
    .slice(1, -1)
    .replace(
      /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g,
      (all, hex?: string, octal?: string, one?: string) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
        return ESCAPES[one ?? ''] ?? all;
      },
    );
}

/** Python's `raw-unicode-escape` (opcode UNICODE). */
export function rawUnicode(line: Uint8Array): string {
  return latin1Of(line).replace(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
    (all, short?: string, long?: string) => {
      const point = Number.parseInt(short ?? long ?? '', 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
}
