/** @module Locations in source files. */

/** A location; lines and columns are 1-based. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Finds the values of one file in its source: the key that sets the value at `path`, or its nearest known parent;
 * `undefined` when not even its first key is found.
 */
export type Locator = (path: string) => Location | undefined;

/** `file:line:column`. */
export function formatLocation({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** All splits of a dotted path into a first key and the rest; keys may contain dots. */
export function* firstKeys(path: string): Generator<readonly [key: string, rest: string]> {
  const parts = path.split('.');
  for (let length = 1; length <= parts.length; length++) {
    yield [parts.slice(0, length).join('.'), parts.slice(length).join('.')];
  }
}
