/**
 * @module Fixes that replace a name where it is written. The source text decides: keys and names
 * look alike in TypeScript, JSON, YAML and Python, and quotes stay as they are.
 */
import { extname } from 'node:path';
import { CODE_EXTENSIONS } from '../evaluate.js';
import type { Location } from '../locations/location.js';
import { readSourceSync } from '../source-text.js';
import type { Edit } from './finding.js';

/** A name of letters, digits and underscores, which needs no escapes in any of the languages. */
const PLAIN = /^\w+$/;

/** Renames the key at `location`; `undefined` when there is none. */
export function renameKey(location: Location, from: string, to: string): Edit | undefined {
  if (!PLAIN.test(from) || !PLAIN.test(to)) return undefined;
  const { text, start } = source(location);
  const written = new RegExp(`^(['"]?)${from}\\1(?!\\w)`).exec(text.slice(start));
  if (written === null) return undefined;
  const at = start + written[1].length;
  const isCode = CODE_EXTENSIONS.includes(extname(location.file));
  const isShorthand = isCode && written[1] === '' && /^\s*[,}]/.test(text.slice(at + from.length));
  return { file: location.file, start: at, end: at + from.length, text: isShorthand ? `${to}: ${from}` : to };
}

/** Renames the component at the key at `location`, where the name is written literally. */
export function renameValue(location: Location, key: string, from: string, to: string): Edit | undefined {
  if (!PLAIN.test(from) || !PLAIN.test(to)) return undefined;
  const { text, start } = source(location);
  const written = new RegExp(`^(['"]?)${key}\\1\\s*[:=]\\s*(['"]?)${from}\\2(?!\\w)`).exec(text.slice(start));
  if (written === null) return undefined;
  const end = start + written[0].length - written[2].length;
  return { file: location.file, start: end - from.length, end, text: to };
}

function source({ file, line, column }: Location): { text: string; start: number } {
  const text = readSourceSync(file);
  let start = 0;
  for (let i = 1; i < line; i++) start = text.indexOf('\n', start) + 1;
  return { text, start: start + column - 1 };
}
