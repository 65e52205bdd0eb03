/** @module The folder that a command writes to, made before anything takes time. */
import { accessSync, constants } from 'node:fs';
import { makeFolder, writeError } from '../core/index.js';

/** @throws {DataError} when nothing can be written there. @param name what people call it, such as `--work-dir`. */
export function makeOutputFolder(path: string, name: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw writeError(`${name} ${path}`, cause);
  }
}
