/** @module JSON texts in pieces, for files larger than a string may be. */
import { jsonText } from './json-text.js';

/** Elements of a list in a piece. */
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

/** The text of an object, whose lists may be anything that gives their elements one after the other. */
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
