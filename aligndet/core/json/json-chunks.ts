/** @module Serializes JSON in pieces, for files larger than a string. */
import { jsonText } from './json-text.js';

/** Elements of a list per piece. */
const PIECE = 1000;

/** The text of a list. @param separator between two elements. */
export function* jsonListChunks(items: Iterable<unknown>, separator = ','): Generator<string> {
  let texts: string[] = [];
  let before = '[';
  for (const item of items) {
    texts.push(jsonText(item));
    if (texts.length < PIECE) continue;
    yield before + texts.join(separator);
    before = separator;
    texts = [];
  }
  if (texts.length > 0) yield before + texts.join(separator);
  else if (before === '[') yield before;
  yield ']';
}

/** The text of an object, whose lists may be any iterables. */
export function* jsonObjectChunks(entries: Readonly<Record<string, unknown>>): Generator<string> {
  let before = '{';
  for (const [key, value] of Object.entries(entries)) {
    yield `${before}${JSON.stringify(key)}:`;
    before = ',';
    if (isList(value)) yield* jsonListChunks(value);
    else yield jsonText(value);
  }
  yield before === '{' ? '{}' : '}';
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
