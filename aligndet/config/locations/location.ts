/** @module Places in source files. */

/** Where something is written; lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Knows where the values of one file are written: the key that gives the value at `path`, or what is known to hold it;
 * nothing when not even its first key is found.
 */
export type Locator = (path: string) => Location | undefined;

/** `file:line:column`. */
export function formatLocation({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** The ways to part a dotted path into a first key and the rest; keys of configs may hold dots themselves. */
export function* firstKeys(path: string): Generator<readonly [key: string, rest: string]> {
  const parts = path.split('.');
  for (let length = 1; length <= parts.length; length++) {
    yield [parts.slice(0, length).join('.'), parts.slice(length).join('.')];
  }
}
