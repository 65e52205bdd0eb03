/**
 * @module Reads a NumPy array file: the format of `.npy`,
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */
import { readFileSync } from 'node:fs';
import { DataError } from '../../core/index.js';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Magic string, followed by two bytes of version. */
const MAGIC = '\x93NUMPY';
const VERSION_END = MAGIC.length + 2;

/** Bytes per element by type. */
const widths: Record<string, 4 | 8> = { '<f4': 4, '<f8': 8 };

/** @throws {DataError} unless the file has floats in row-major order. */
export function readNpy(path: string): NpyArray {
  const file = readFile(path);
  const fail = (what: string) =>
    new DataError(`${path} ${what}; save a C-ordered float32 array with numpy.save.`);
  if (file.toString('latin1', 0, MAGIC.length) !== MAGIC) throw fail('is not a file of numpy.save');
  const isFirstVersion = file[MAGIC.length] === 1;
  const headerStart = VERSION_END + (isFirstVersion ? 2 : 4);
  const start =
    headerStart + (isFirstVersion ? file.readUInt16LE(VERSION_END) : file.readUInt32LE(VERSION_END));
  const header = file.toString('latin1', headerStart, start);
  const width = widths[/'descr':\s*'([^']*)'/.exec(header)?.[1] ?? ''];
  const dims = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (width === undefined || dims === undefined || !/'fortran_order':\s*False/.test(header)) {
    throw fail(`holds ${header.trim()}`);
  }
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim)]));
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (file.length !== start + size * width) throw fail(`should have ${size} values, but has another length`);
  const data = Float32Array.from({ length: size }, (_, i) =>
    width === 4 ? file.readFloatLE(start + 4 * i) : file.readDoubleLE(start + 8 * i),
  );
  return { shape, data };
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new DataError(`${path} cannot be read. Check the path.`, { cause });
  }
}
