/** @module Checkpoints from anywhere as local files, kept in a cache. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError, type Progress, silentProgress } from '../../core/index.js';
import { download } from './download.js';
import { checkpointSource } from './sources.js';

export interface FetchOptions {
  /** Folder that downloads are kept in. */
  readonly folder: string;
  /** Use only what is in the cache. */
  readonly isOffline?: boolean;
  readonly progress?: Progress;
}

/** A lock that nobody has touched for so long belongs to a process that died. */
const STALE_MS = 60_000;
const POLL_MS = 200;
const BYTES_IN_MB = 1_000_000;

/**
 * The local path of a checkpoint: itself for a path, else a download, made once.
 *
 * @param source see `checkpointSource`.
 * @throws {CheckpointError} when it cannot be had, or is not in the cache while offline.
 */
export async function fetchCheckpoint(source: string, options: FetchOptions): Promise<string> {
  const parsed = checkpointSource(source);
  if (parsed.kind === 'file') return parsed.path;
  const { url, sha256 } = parsed;
  const target = cachePath(url, options.folder);
  if (existsSync(target)) return target;
  if (options.isOffline) {
    throw new CheckpointError(
      `${source}: is not in the cache (${target}), and downloads are off. Put the file there, or allow downloads.`,
    );
  }
  mkdirSync(options.folder, { recursive: true });
  await withLock(`${target}.lock`, async () => {
    if (existsSync(target)) return; // another process was faster
    const { progress = silentProgress } = options;
    await download({ url, target, sha256, startTask: (total) => inMegabytes(progress, source, total) });
  });
  return target;
}

/** The path of a source that is local or was downloaded before, else `undefined`. */
export function cachedCheckpoint(source: string, folder: string): string | undefined {
  const parsed = checkpointSource(source);
  if (parsed.kind === 'file') return parsed.path;
  const target = cachePath(parsed.url, folder);
  return existsSync(target) ? target : undefined;
}

/** Named after the file, with digits of the URL's hash so that files of one name stay apart. */
function cachePath(url: URL, folder: string): string {
  const hash = createHash('sha256').update(url.href).digest('hex').slice(0, 12);
  const name = decodeURIComponent(url.pathname.split('/').at(-1) || 'checkpoint').replace(/[^\w.-]/g, '_');
  return join(folder, `${hash}-${name}`);
}

function inMegabytes(progress: Progress, title: string, totalBytes: number | undefined) {
  const inMb = (bytes: number) => Math.round(bytes / BYTES_IN_MB);
  const task = progress.start(title, totalBytes === undefined ? undefined : inMb(totalBytes), 'MB');
  return { update: (bytes: number) => task.update(inMb(bytes)), finish: () => task.finish() };
}

/** Runs `use` while no other process does; waits for those that do. */
async function withLock(lock: string, use: () => Promise<void>): Promise<void> {
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  const touch = setInterval(() => utimesSync(lock, new Date(), new Date()), STALE_MS / 4);
  try {
    await use();
  } finally {
    clearInterval(touch);
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > STALE_MS) rmSync(lock, { force: true });
    return false;
  }
}
