/** @module Checkpoints as Blobs, and on Node as files. */
import { CheckpointError, nodeModule } from '../../core/portable.js';
import type { StateDict, TensorRecord } from '../../nn/index.js';
import type { FileChunks } from '../atomic-file.js';
import type { PyValue } from '../pickle/values.js';
import { safetensorsChunks } from '../safetensors.js';
import { legacyFileChunks } from '../torch/legacy-file-chunks.js';
import { isTensorRecord } from '../torch/storage-plan.js';
import { torchFileChunks } from '../torch/torch-file-chunks.js';
import { LazyTensor } from './open.js';

export interface WriteOptions {
  /** `zip`: PyTorch since 1.6. `legacy`: every PyTorch. `safetensors`: named tensors alone. */
  readonly format?: 'zip' | 'legacy' | 'safetensors';
  /** The string pairs in the metadata of a safetensors file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A checkpoint file of plain data, as `torch.save` writes it: objects and `Map`s become dicts, arrays lists, integers
 * ints, `{ dtype, shape, data }` tensors. safetensors takes an object or a `Map` of tensors.
 *
 * @example
 * ```ts
 * import { readCheckpoint, writeCheckpoint } from 'aligndet/checkpoint';
 *
 * const bias = { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2, 3) } as const;
 * const file = writeCheckpoint({ bias }, { format: 'safetensors' });
 * console.log((await readCheckpoint(file)).format); // -> safetensors
 * ```
 *
 * @throws {CheckpointError} for a value that the format does not support.
 */
export function writeCheckpoint(value: unknown, options: WriteOptions = {}): Blob {
  return new Blob([...partsOf(value, options)] as Uint8Array<ArrayBuffer>[]);
}

/**
 * Writes {@link writeCheckpoint}'s file to a path; needs Node. An earlier file is replaced once the new one is
 * complete.
 *
 * @example
 * ```ts
 * import { readCheckpointFile, saveCheckpoint } from 'aligndet/checkpoint';
 *
 * await saveCheckpoint('epoch_1.pth', { meta: { epoch: 1 } });
 * console.log((await readCheckpointFile('epoch_1.pth')).meta); // -> { epoch: 1 }
 * ```
 *
 * @throws {CheckpointError} if the value or the path cannot be written.
 */
export async function saveCheckpoint(
  path: string,
  value: unknown,
  options: WriteOptions = {},
): Promise<void> {
  const fs = nodeModule('node:fs');
  if (fs === undefined) {
    throw new CheckpointError(
      `${path}: cannot be written: no file system is available. Use the Blob of writeCheckpoint.`,
    );
  }
  const parts = partsOf(value, options);
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const file = fs.openSync(temporary, 'wx');
    try {
      for (const part of parts)
        for (let done = 0; done < part.length; )
          done += fs.writeSync(file, part, done, Math.min(part.length - done, LARGEST_WRITE));
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, path);
  } catch (cause) {
    fs.rmSync(temporary, { force: true });
    if (cause instanceof CheckpointError) throw cause;
    throw new CheckpointError(`${path}: could not be written: ${(cause as Error).message}.`, { cause });
  }
}

/** Node rejects writes of 2 GiB and more. */
const LARGEST_WRITE = 1 << 30;

function partsOf(value: unknown, { format = 'zip', metadata }: WriteOptions): FileChunks {
  assertRead(value);
  if (metadata !== undefined && format !== 'safetensors')
    throw new CheckpointError(
      `Only safetensors files have metadata, but the format is ${format}: store it under a key of the value.`,
    );
  if (format === 'safetensors') return safetensorsChunks(namedTensors(value), metadata);
  if (format === 'legacy') return legacyFileChunks(value);
  if (format === 'zip') return torchFileChunks(value);
  throw new CheckpointError(
    `format: expected "zip", "legacy" or "safetensors", but got ${JSON.stringify(format)}.`,
  );
}

/** @throws {CheckpointError} for a tensor that was not read: its values are not loaded. */
function assertRead(root: unknown): void {
  const seen = new Set<unknown>();
  const waiting: [string, PyValue][] = [['value', root]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, value] = next;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof LazyTensor)
      throw new CheckpointError(
        `${path}: the tensor is not loaded. Pass the result of its read(), or a checkpoint of readCheckpoint.`,
      );
    const entries = value instanceof Map ? value : Object.entries(value);
    for (const [key, item] of entries) waiting.push([`${path}.${key}`, item]);
  }
}

function namedTensors(value: unknown): StateDict {
  const entries: [string, unknown][] =
    value instanceof Map
      ? [...value]
      : typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value)
        : [];
  const other = entries.find(([, tensor]) => !isTensorRecord(tensor));
  if (other !== undefined || entries.length === 0)
    throw new CheckpointError(
      `safetensors files hold named tensors { dtype, shape, data } alone, but ${
        other === undefined ? 'there are none' : `"${other[0]}" is none`
      }: give the state dict by itself.`,
    );
  return new Map(entries as [string, TensorRecord][]);
}
