/**
 * @module Writes `.pth` files, in the format of PyTorch 1.6 and later or the legacy format that every version reads.
 */
import { writeFileAtomically } from '../atomic-file.js';
import type { PyValue } from '../pickle/values.js';
import { legacyFileChunks } from './legacy-file-chunks.js';
import { torchFileChunks } from './torch-file-chunks.js';

/**
 * Writes what `torch.save(value, path)` would. Plain objects and `Map`s become dicts, arrays lists, integers ints,
 * records of typed arrays tensors; other values have a class in `pickle/values.ts`. An earlier file is replaced
 * atomically.
 */
export function writeTorchFile(path: string, value: PyValue): void {
  writeFileAtomically(path, torchFileChunks(value));
}

export function writeLegacyTorchFile(path: string, value: PyValue): void {
  writeFileAtomically(path, legacyFileChunks(value));
}
