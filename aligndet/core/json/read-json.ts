/** @module Reads a JSON file of any size. */
import { JsonFile, type JsonFileOptions } from './json-file.js';

/**
 * @returns the value of the file; integers beyond 2^53 are bigint, and `NaN` is read as in Python's json.
 * @throws {DataError} that names the file and the error.
 */
export function readJson(path: string, options: JsonFileOptions): Record<string, unknown> | unknown[] {
  const file = new JsonFile(path, options);
  try {
    if (file.kind === 'list') return [...file.elements()];
    const entries: [string, unknown][] = [];
    for (const key of file.keys()) {
      entries.push([key, file.value()]);
    }
    return Object.fromEntries(entries);
  } finally {
    file.close();
  }
}
