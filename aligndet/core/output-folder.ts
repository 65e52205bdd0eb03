/** @module Checks that a command can write its output before it starts to compute. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataError } from './errors.js';
import { makeFolder, writeError } from './files.js';

/** @throws {DataError} when it is not writable. @param name name in the message, such as `--work-dir`. */
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
