/**
 * @module Sharded checkpoints, as Hugging Face writes large ones: an index, `*.index.json`, maps each tensor to its
 * file.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../core/index.js';
import type { PyValue } from '../pickle/values.js';
import type { OpenCheckpoint } from './open-checkpoint.js';
import { stateEntries } from './state-entries.js';

const INDEX = /\.index\.json$/i;
const LARGEST_INDEX = 1 << 26;

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

export const isShardIndex = (path: string): boolean => INDEX.test(path);

/** Opens one file, and keeps it open until `use` returns. */
type Opener = <Result>(path: string, use: (checkpoint: OpenCheckpoint) => Result) => Result;

/**
 * Opens all shards and returns their tensors as one checkpoint, in the order of the index.
 *
 * @throws {CheckpointError} if the index is invalid, a shard is missing, or a shard lacks a tensor of the index.
 */
export function withShards<Result>(
  path: string,
  open: Opener,
  use: (checkpoint: OpenCheckpoint) => Result,
): Result {
  const fileOf = new Map(Object.entries(readIndex(path)));
  const files = [...new Set(fileOf.values())];
  const absent = files.filter((file) => !existsSync(join(dirname(path), file)));
  if (absent.length > 0) {
    throw new CheckpointError(
      `${path}: is the index of a checkpoint in ${files.length} shards, of which ${absent.length} are missing: ${absent.slice(0, 3).join(', ')}. Put all shards into the folder of the index.`,
    );
  }
  const pieces: OpenCheckpoint[] = [];
  const openFrom = (at: number): Result => {
    if (at < files.length) {
      return open(join(dirname(path), files[at]), (piece) => {
        pieces.push(piece);
        return openFrom(at + 1);
      });
    }
    const [{ format, metadata }] = pieces;
    const unknownClasses = [...new Set(pieces.flatMap((piece) => piece.unknownClasses))];
    return use({
      ...pieces[0],
      value: joined(path, fileOf, files, pieces),
      format,
      metadata,
      unknownClasses,
    });
  };
  return openFrom(0);
}

function joined(
  path: string,
  fileOf: ReadonlyMap<string, string>,
  files: readonly string[],
  pieces: readonly OpenCheckpoint[],
): PyValue {
  const entries = new Map(files.map((file, i) => [file, stateEntries(pieces[i].value)?.entries]));
  return new Map(
    [...fileOf].map(([name, file]) => {
      const tensor = entries.get(file)?.get(name);
      if (tensor !== undefined) return [name, tensor];
      throw new CheckpointError(
        `${path}: maps "${name}" to ${file}, but that file does not contain it: the shard is of another version.`,
      );
    }),
  );
}

function readIndex(path: string): Record<string, string> {
  if (statSync(path).size > LARGEST_INDEX) throw corrupt(path, 'it is too large for an index');
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw corrupt(path, (cause as Error).message, cause);
  }
  const { success, data } = indexSchema.safeParse(content);
  if (!success || Object.keys(data.weight_map).length === 0)
    throw corrupt(path, 'it has no "weight_map" from tensors to files');
  const odd = Object.values(data.weight_map).find(
    (file) => !/^[^/\\]+$/.test(file) || isShardIndex(file) || /^\.+$/.test(file),
  );
  if (odd !== undefined) throw corrupt(path, `it names "${odd}", which is not a file of its folder`);
  return data.weight_map;
}

function corrupt(path: string, reason: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`${path}: is not the index of a sharded checkpoint: ${reason}.`, { cause });
}
