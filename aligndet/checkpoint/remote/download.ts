/** @module One file over HTTP into a folder: goes on where it was cut off, is checked, and appears only when whole. */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CheckpointError, type ProgressTask } from '../../core/index.js';

export interface Download {
  readonly url: URL;
  /** Where the file ends up. What has come so far lies beside it, as `.part`. */
  readonly target: string;
  /** First hexadecimal digits of the SHA-256, if known. */
  readonly sha256: string | undefined;
  readonly startTask: (totalBytes: number | undefined) => ProgressTask;
}

/** How often a broken connection is taken up again. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

/**
 * @throws {CheckpointError} when the server refuses, the connection keeps breaking, or the checksum is wrong. What
 *   has come so far stays for the next time, unless its checksum is wrong.
 */
export async function download(file: Download): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchRest(file);
      break;
    } catch (cause) {
      if (cause instanceof CheckpointError) throw cause;
      if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw diskIsFull(file, cause);
      if (attempt === ATTEMPTS) throw gaveUp(file, cause);
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
  await assertChecksum(file);
  renameSync(part(file), file.target);
  rmSync(tag(file), { force: true });
}

const part = ({ target }: Download): string => `${target}.part`;

/** Remembers which version of the file the part belongs to. */
const tag = ({ target }: Download): string => `${target}.etag`;

async function fetchRest(file: Download): Promise<void> {
  const etag = existsSync(tag(file)) ? readFileSync(tag(file), 'utf8') : undefined;
  const have = etag !== undefined && existsSync(part(file)) ? statSync(part(file)).size : 0;
  const headers = have > 0 && etag !== undefined ? { Range: `bytes=${have}-`, 'If-Range': etag } : undefined;
  const response = await fetch(file.url, { headers });
  if (response.status === 416) {
    // All of it was there already, or the part is of another file: then the checksum or the next try tells.
    await response.body?.cancel();
    const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]);
    if (total === have) return;
    rmSync(part(file), { force: true });
    throw new Error('the server has another file now');
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw refused(file.url, response.status);
  }
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    await response.body.cancel();
    throw new CheckpointError(`${file.url}: the server sent a web page, not a checkpoint.`);
  }
  const isRest = response.status === 206;
  const start = isRest ? have : 0;
  const length = response.headers.get('content-length');
  const total =
    length === null || response.headers.has('content-encoding') ? undefined : start + Number(length);
  rememberVersion(file, response.headers);
  await store(file, response.body, start, total);
}

/** Only strong tags and dates promise that the bytes are the same. */
function rememberVersion(file: Download, headers: Headers): void {
  const etag = headers.get('etag');
  const version = etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
  if (version === null) rmSync(tag(file), { force: true });
  else writeFileSync(tag(file), version);
}

async function store(
  file: Download,
  body: ReadableStream<Uint8Array>,
  start: number,
  total: number | undefined,
): Promise<void> {
  const task = file.startTask(total);
  let done = start;
  async function* counted(pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of pieces) {
      done += piece.length;
      task.update(done);
      yield piece;
    }
  }
  try {
    await pipeline(body, counted, createWriteStream(part(file), { flags: start > 0 ? 'a' : 'w' }));
  } finally {
    task.finish();
  }
  if (total !== undefined && done !== total) throw new Error(`${done} of ${total} bytes came`);
}

async function assertChecksum(file: Download): Promise<void> {
  if (file.sha256 === undefined) return;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(part(file))) hash.update(piece);
  const actual = hash.digest('hex');
  if (actual.startsWith(file.sha256)) return;
  rmSync(part(file), { force: true });
  rmSync(tag(file), { force: true });
  throw new CheckpointError(
    `${file.url}: what came has the SHA-256 ${actual.slice(0, 16)}..., not ${file.sha256}: it was damaged or replaced. It is not kept.`,
  );
}

const REASONS: Record<number, string> = {
  401: 'it needs a log-in',
  403: 'the server forbids it',
  404: 'there is no such file',
};

function gaveUp(file: Download, cause: unknown): CheckpointError {
  const message = existsSync(part(file))
    ? `the download broke off ${ATTEMPTS} times (${describe(cause)}). Run the command again to go on from there.`
    : `nothing came in ${ATTEMPTS} tries (${describe(cause)}); is this machine online?`;
  return new CheckpointError(`${file.url}: ${message}`, { cause });
}

function diskIsFull({ target }: Download, cause: unknown): CheckpointError {
  return new CheckpointError(
    `${target}: the disk is full. Free some space, or choose another folder by ALIGNDET_CACHE.`,
    { cause },
  );
}

function refused(url: URL, status: number): Error {
  if (status >= 500 || status === 429) return new Error(`status ${status}`);
  return new CheckpointError(`${url}: cannot be downloaded: ${REASONS[status] ?? `status ${status}`}.`);
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
