/** @module Resolves checkpoints from any source to local files, with a cache. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import {
  CheckpointError,
  type Progress,
  type ProgressTask,
  silentProgress,
  withLock,
  writeError,
} from '../../core/index.js';
import { download } from './download.js';
import { decoded } from './request.js';
import { shownSource } from './shown-url.js';
import { checkpointSource } from './sources.js';

export interface FetchOptions {
  /** Folder for downloads. */
  readonly folder: string;
  /** Use only files in the cache. */
  readonly isOffline?: boolean;
  readonly progress?: Progress;
  /** Max silence of a server before the connection is aborted. */
  readonly stallMs?: number;
}

const STALL_MS = 60_000;
/** Max characters of a name in the cache; file systems allow 255 bytes, and suffixes are added. */
const LONGEST_NAME = 120;
const BYTES_IN_MB = 1_000_000;

/**
 * The local path of a checkpoint: a path as is, else a download, made once.
 *
 * @param source see `checkpointSource`.
 * @throws {CheckpointError} if it is not available, or not in the cache while offline.
 */
export async function fetchCheckpoint(source: string, options: FetchOptions): Promise<string> {
  const parsed = checkpointSource(source);
  if (parsed.kind === 'file') return parsed.path;
  const { url, sha256 } = parsed;
  const target = cachePath(url, options.folder);
  if (existsSync(target)) return target;
  if (options.isOffline) {
    throw new CheckpointError(
      `${shownSource(source)}: is not in the cache (${target}), and downloads are disabled. Put the file there, or allow downloads.`,
    );
  }
  const { progress = silentProgress, stallMs = STALL_MS } = options;
  const title = shownSource(source);
  const startTask = (total: number | undefined) => inMegabytes(progress, title, total);
  const work = async () => {
    if (existsSync(target)) return; // another process was faster
    await download({ url, target, sha256, stallMs, startTask });
  };
  const waiting = progress.start.bind(
    progress,
    `${title}: another process is downloading it`,
    undefined,
    's',
  );
  let task: ProgressTask | undefined;
  try {
    await withLock(`${target}.lock`, work, () => {
      task = waiting();
    });
  } catch (cause) {
    throw explained(options.folder, cause);
  } finally {
    task?.finish();
  }
  return target;
}

function explained(folder: string, cause: unknown): unknown {
  const error = writeError(folder, cause);
  if (error === cause || !(error instanceof Error)) return cause;
  return new CheckpointError(`${error.message} Set ALIGNDET_CACHE to choose another folder for downloads.`, {
    cause,
  });
}

/** Named after the file, with digits of the URL's hash to distinguish files with the same name. */
function cachePath(url: URL, folder: string): string {
  const hash = createHash('sha256').update(url.href).digest('hex').slice(0, 12);
  const name = decoded(url.pathname.split('/').at(-1) || 'checkpoint').replace(/[^\w.-]/g, '_');
  const ending = extname(name).slice(0, 20);
  const short =
    name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - ending.length)}${ending}`;
  return join(folder, `${hash}-${short}`);
}

function inMegabytes(progress: Progress, title: string, totalBytes: number | undefined) {
  const inMb = (bytes: number) => Math.round(bytes / BYTES_IN_MB);
  const task = progress.start(title, totalBytes === undefined ? undefined : inMb(totalBytes), 'MB');
  return { update: (bytes: number) => task.update(inMb(bytes)), finish: () => task.finish() };
}
