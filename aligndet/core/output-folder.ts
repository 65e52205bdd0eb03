/** @module Where a command writes to, looked at before anything takes time. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataError } from './errors.js';
import { makeFolder, writeError } from './files.js';

/** @throws {DataError} when nothing can be written there. @param name what people call it, such as `--work-dir`. */
export function makeOutputFolder(path: string, name: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw writeError(`${name} ${path}`, cause);
  }
}

/** Makes the folder of a file. @throws {DataError} when the file cannot be written. @param name such as `--out`. */
export function makeFolderOf(path: string, name: string): void {
  makeOutputFolder(dirname(path), `The folder of ${name}`);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new DataError(`${name} ${path} cannot be written: it is a folder. Give the path of a file.`);
}
