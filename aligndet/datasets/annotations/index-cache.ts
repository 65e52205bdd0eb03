/** @module Cache of indices: a file is read once per process, and worker threads reuse those of the main thread. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DataError, type Progress, whyUnreadable } from '../../core/index.js';
import type { CocoIndex } from './coco-index.js';
import { readCoco } from './read-coco.js';

/** By path, size and modification time of the file. */
const known = new Map<string, WeakRef<CocoIndex>>();

/**
 * The index of an annotation file; cached while the file is unchanged and the index is referenced.
 *
 * @param progress shown while a large file is read.
 */
export function cocoIndex(path: string, progress?: Progress): CocoIndex {
  const key = keyOf(path);
  const cached = known.get(key)?.deref();
  if (cached !== undefined) return cached;
  const index = readCoco(path, progress);
  known.set(key, new WeakRef(index));
  return index;
}

/** All cached indices, to pass to worker threads. */
export function liveIndices(): [key: string, index: CocoIndex][] {
  return [...known].flatMap(([key, reference]): [string, CocoIndex][] => {
    const index = reference.deref();
    return index === undefined ? [] : [[key, index]];
  });
}

/** Strong references: a worker lives as long as its data. */
const adopted: CocoIndex[] = [];

/** Adds the indices of another thread. */
export function adoptIndices(indices: readonly (readonly [key: string, index: CocoIndex])[]): void {
  for (const [key, index] of indices) {
    adopted.push(index);
    known.set(key, new WeakRef(index));
  }
}

function keyOf(path: string): string {
  try {
    const { mtimeMs, size } = statSync(path);
    return `${resolve(path)}:${mtimeMs}:${size}`;
  } catch (cause) {
    const mend = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? ' Check ann_file and data_root.' : '';
    throw new DataError(`Annotation file ${path} ${whyUnreadable(cause)}.${mend}`, { cause });
  }
}
