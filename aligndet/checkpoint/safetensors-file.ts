/** @module safetensors files on disk. */
import type { StateDict } from '../nn/index.js';
import { writeFileAtomically } from './atomic-file.js';
import { openMapped } from './mapped-file.js';
import { parseSafetensors, type SafetensorsFile, safetensorsChunks } from './safetensors.js';

/** All tensors of a file, by name. @throws {CheckpointError} if the file is corrupt. */
export function readSafetensors(path: string): StateDict {
  return readSafetensorsFile(path).tensors;
}

/** Tensors and metadata. @throws {CheckpointError} if the file is corrupt. */
export function readSafetensorsFile(path: string): SafetensorsFile {
  const source = openMapped(path);
  try {
    return parseSafetensors(source);
  } finally {
    source.close();
  }
}

/** Writes tensors in order; tensors that share memory are written once per name. */
export function writeSafetensors(path: string, tensors: StateDict, metadata?: Record<string, string>): void {
  writeFileAtomically(path, safetensorsChunks(tensors, metadata));
}
