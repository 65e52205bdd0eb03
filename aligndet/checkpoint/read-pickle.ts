/** @module Bare pickles, such as the `.pkl` files of Detectron. */
import { openFile } from './byte-source.js';
import { type UnpickleOptions, unpickle } from './pickle/unpickler.js';
import type { PyValue } from './pickle/values.js';

/** @throws {CheckpointError} when the file is damaged or unsafe. */
export function readPickle(path: string, options: UnpickleOptions = {}): PyValue {
  const source = openFile(path);
  try {
    return unpickle(source, 0, options).value;
  } finally {
    source.close();
  }
}
