/** @module Writes `.pth` files, in the format that PyTorch reads since 1.6 or the one that every PyTorch reads. */
import { writeFileAtomically } from '../atomic-file.js';
import type { PyValue } from '../pickle/values.js';
import { legacyFileChunks } from './legacy-file-chunks.js';
import { torchFileChunks } from './torch-file-chunks.js';

/**
 * Writes what `torch.save(value, path)` would. Plain objects and `Map`s become dicts, arrays lists, whole numbers ints,
 * records of typed arrays tensors; the rest has a class in `pickle/values.ts`. An earlier file is replaced at once.
 */
export function writeTorchFile(path: string, value: PyValue): void {
  writeFileAtomically(path, torchFileChunks(value));
}

export function writeLegacyTorchFile(path: string, value: PyValue): void {
  writeFileAtomically(path, legacyFileChunks(value));
}
