/**
 * @module Checkpoints above 4 GiB that take a few kilobytes of disk: all but one tensor is a hole of the file. Each
 * holds `a`, the hole, and behind it `b`, the floats 1, 2 and 3.
 */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import {
  type FileChunks,
  legacyFileChunks,
  PyDict,
  TorchStorage,
  TorchTensor,
  torchFileChunks,
} from '../../aligndet/checkpoint/index.js';

/** More than 32 bits count, and no multiple of a page. */
export const HOLE = 4.5 * 2 ** 30 + 64;

const VALUES = new Uint8Array(Float32Array.of(1, 2, 3).buffer);

/** Stands for the zeros of the hole where writers ask for bytes; their checksum is that of no bytes. */
const hole = {
  length: HOLE,
  buffer: new ArrayBuffer(0),
  byteOffset: 0,
  subarray: () => new Uint8Array(0),
} as unknown as Uint8Array<ArrayBuffer>;

export function writeSparse(path: string, format: 'zip' | 'legacy' | 'safetensors'): void {
  const parts = { zip: torchFileChunks, legacy: legacyFileChunks, safetensors: safetensorsChunks }[format];
  const file = openSync(path, 'w');
  let at = 0;
  for (const part of parts(value())) {
    if (part !== hole) writeSync(file, part, 0, part.length, at);
    at += part.length;
  }
  ftruncateSync(file, at);
  closeSync(file);
}

function value(): PyDict {
  const [zeros, values] = [new TorchStorage(HOLE, () => hole), new TorchStorage(12, () => VALUES)];
  return new PyDict([
    ['a', new TorchTensor(zeros, 'uint8', 0, [HOLE], [1])],
    ['b', new TorchTensor(values, 'float32', 0, [3], [1])],
  ]);
}

function* safetensorsChunks(): FileChunks {
  const header = JSON.stringify({
    a: { dtype: 'U8', shape: [HOLE], data_offsets: [0, HOLE] },
    b: { dtype: 'F32', shape: [3], data_offsets: [HOLE, HOLE + 12] },
  });
  const text = Buffer.from(header.padEnd(Math.ceil(header.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  yield* [length, text, hole, VALUES];
}
