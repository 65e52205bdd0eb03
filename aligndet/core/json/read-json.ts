/** @module A JSON file of any size as a value. */
import { JsonFile, type JsonFileOptions } from './json-file.js';

/**
 * @returns what the file holds; integers beyond 2^53 are bigint, and `NaN` is read as Python's json does.
 * @throws {DataError} that names the file and what is wrong with it.
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
