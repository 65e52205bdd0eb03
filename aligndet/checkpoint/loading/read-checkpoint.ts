/** @module Opens checkpoint files of any format to read their weights. */
import { existsSync } from 'node:fs';
import { CheckpointError } from '../../core/index.js';
import type { ByteSource } from '../byte-source.js';
import { openMapped } from '../mapped-file.js';
import { isSafetensors, openSafetensors } from '../safetensors.js';
import { parseTorchFile } from '../torch/file.js';
import type { OpenCheckpoint } from './open-checkpoint.js';
import { isShardIndex, withShards } from './sharded.js';

/**
 * Opens a PyTorch or safetensors file (detected by content), passes it to `use` and closes it. Tensors are read on
 * request.
 *
 * @throws {CheckpointError} if the file does not exist, or is corrupt or unsafe.
 */
export function withCheckpoint<Result>(path: string, use: (checkpoint: OpenCheckpoint) => Result): Result {
  if (!existsSync(path)) throw new CheckpointError(`${path} can not be found.`);
  if (isShardIndex(path)) return withShards(path, withCheckpoint, use);
  const source = openMapped(path);
  try {
    return use(parse(source));
  } finally {
    source.close();
  }
}

function parse(source: ByteSource): OpenCheckpoint {
  if (!isSafetensors(source)) return { ...parseTorchFile(source), metadata: undefined };
  const { tensors, metadata } = openSafetensors(source);
  return { value: tensors, format: 'safetensors', unknownClasses: [], metadata };
}
