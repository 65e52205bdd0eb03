/**
 * @module Downloads one file over HTTP to a folder: resumes after an interruption, verifies the file, and creates it
 * only when complete.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statfsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlignDetError, CheckpointError, type ProgressTask } from '../../core/index.js';
import { assertIsCheckpoint } from '../kind-of-file.js';
import { isCertificateError, PassingError, refusal } from './answers.js';
import { bodyStages, encodingOf } from './body.js';
import type { Headers } from './http-get.js';
import { Part } from './part.js';
import { request } from './request.js';
import { shownUrl } from './shown-url.js';

export interface Download {
  readonly url: URL;
  /** Final path of the file. Bytes received so far are stored beside it. */
  readonly target: string;
  /** First hexadecimal digits of the SHA-256, if known. */
  readonly sha256: string | undefined;
  /** Max silence of the server, in milliseconds. */
  readonly stallMs: number;
  readonly startTask: (totalBytes: number | undefined) => ProgressTask;
}

/** Max number of retries after a broken connection. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

/**
 * @throws {CheckpointError} if the server refuses, the connection keeps breaking, or the checksum is wrong. The bytes
 * received so far are kept for the next time, unless they cannot belong to the file.
 */
export async function download(file: Download): Promise<void> {
  const part = new Part(file.target);
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchRest(file, part);
      break;
    } catch (cause) {
      if (cause instanceof AlignDetError || isFromDisk(cause)) throw cause;
      if (isCertificateError(cause)) throw notTrusted(file, cause);
      if (attempt === ATTEMPTS) throw gaveUp(file, part, cause);
      const asked = cause instanceof PassingError ? cause.pauseMs : undefined;
      await sleep(asked ?? FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
  await assertChecksum(file, part);
  try {
    assertIsCheckpoint(part.path, shownUrl(file.url));
  } catch (error) {
    part.discard();
    throw error;
  }
  part.complete();
}

async function fetchRest(file: Download, part: Part): Promise<void> {
  const { version } = part;
  const have = version === undefined ? 0 : part.size;
  const asks = have > 0 && version !== undefined;
  const range: Headers = asks ? { range: `bytes=${have}-`, 'if-range': version } : {};
  const response = await request(file.url, { 'accept-encoding': 'identity', ...range }, file.stallMs);
  try {
    if (response.statusCode === 416 && asks) {
      // All bytes were there already, or the part is of another file: the checksum or the next try decides.
      if (rangeOf(response)?.total === have) return;
      part.discard();
      throw new PassingError('the file on the server has changed');
    }
    if (response.statusCode !== 200 && response.statusCode !== 206) throw refusal(file.url, response);
    if (response.headers['content-type']?.startsWith('text/html')) {
      throw new CheckpointError(`${shownUrl(file.url)}: the server sent a web page, not a checkpoint.`);
    }
    const total = expectedSize(file, part, response, have);
    const isRest = response.statusCode === 206;
    if (!isRest) part.remember(encodingOf(response) === undefined ? versionOf(response) : undefined);
    await store(file, part, response, isRest ? have : 0, total);
  } finally {
    response.destroy();
  }
}

/** Only strong tags and dates guarantee identical bytes. */
function versionOf({ headers }: IncomingMessage): string | undefined {
  return headers.etag !== undefined && !headers.etag.startsWith('W/')
    ? headers.etag
    : headers['last-modified'];
}

/**
 * Size of the whole file, if the server sends it.
 *
 * @throws {CheckpointError} for a range that was not requested; a {@link PassingError} for one that does not follow the
 * bytes received so far, which are then discarded.
 */
function expectedSize(
  { url }: Download,
  part: Part,
  response: IncomingMessage,
  have: number,
): number | undefined {
  const length = response.headers['content-length'];
  if (response.statusCode === 200) {
    if (encodingOf(response) !== undefined || length === undefined) return undefined;
    if (Number(length) === 0) throw isEmpty(url);
    return Number(length);
  }
  if (have === 0) {
    throw new CheckpointError(
      `${shownUrl(url)}: the server sent a range of the file (status 206), but the whole file was requested.`,
    );
  }
  const range = rangeOf(response);
  const now = response.headers[part.version?.startsWith('"') ? 'etag' : 'last-modified'];
  const isSame = now === undefined || now === part.version;
  const fits =
    range?.start === have &&
    (range.end === undefined || range.total === undefined || range.end + 1 === range.total);
  const agrees = length === undefined || range?.end === undefined || Number(length) === range.end + 1 - have;
  if (isSame && fits && agrees && encodingOf(response) === undefined) return range?.total;
  part.discard();
  throw new PassingError('the server sent another range than was requested');
}

interface ContentRange {
  readonly start?: number;
  readonly end?: number;
  readonly total?: number;
}

/** `bytes 5-9/10`; `bytes 5-9/*` without the total, `bytes *` + `/10` without the range. */
function rangeOf({ headers }: IncomingMessage): ContentRange | undefined {
  const match = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (match === null) return undefined;
  const [start, end, total] = match
    .slice(1)
    .map((digits) => (/^\d+$/.test(digits ?? '') ? Number(digits) : undefined));
  return { start, end, total };
}

async function store(
  file: Download,
  part: Part,
  response: IncomingMessage,
  start: number,
  total: number | undefined,
): Promise<void> {
  if (total !== undefined) assertRoom(file, total - start);
  const task = file.startTask(total);
  let done = start;
  async function* counted(pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of pieces) {
      done += piece.length;
      if (total !== undefined && done > total) {
        throw new CheckpointError(
          `${shownUrl(file.url)}: the server sent more than the ${total} bytes that it announced.`,
        );
      }
      task.update(done);
      yield piece;
    }
  }
  try {
    const stages = bodyStages(response, shownUrl(file.url), file.stallMs);
    const sink = createWriteStream('', { fd: part.open(start > 0) });
    await pipeline([response, ...stages, counted, sink] as never);
  } catch (error) {
    if (error instanceof CheckpointError) part.discard();
    throw error;
  } finally {
    task.finish();
  }
  if (done === 0) {
    part.discard();
    throw isEmpty(file.url);
  }
  if (total !== undefined && done !== total) throw new PassingError(`${done} of ${total} bytes arrived`);
}

function assertRoom({ url, target }: Download, bytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(target));
  if (bytes <= bavail * bsize) return;
  const gigabytes = (size: number) => `${(size / 1e9).toFixed(2)} GB`;
  throw new CheckpointError(
    `${shownUrl(url)}: ${gigabytes(bytes)} remain to be downloaded, but ${dirname(target)} has ${gigabytes(bavail * bsize)} free. Free some space, or choose another folder by ALIGNDET_CACHE.`,
  );
}

async function assertChecksum(file: Download, part: Part): Promise<void> {
  if (file.sha256 === undefined) return;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(part.path)) hash.update(piece);
  const actual = hash.digest('hex');
  if (actual.startsWith(file.sha256)) return;
  part.discard();
  throw new CheckpointError(
    `${shownUrl(file.url)}: the received file has the SHA-256 ${actual.slice(0, 16)}..., but ${file.sha256} was expected: it was corrupted or replaced. It is not kept.`,
  );
}

function isEmpty(url: URL): CheckpointError {
  return new CheckpointError(`${shownUrl(url)}: the server sent an empty file.`);
}

/** Errors of the file system, not of the connection. */
function isFromDisk(error: unknown): boolean {
  const { code = '', address } = error as { code?: string; address?: string };
  return (
    address === undefined &&
    /^(E(NOSPC|DQUOT|ACCES|PERM|ROFS|ISDIR|NOTDIR|LOOP|NAMETOOLONG|FBIG|EXIST|IO|MFILE))$/.test(code)
  );
}

function notTrusted({ url }: Download, cause: unknown): CheckpointError {
  return new CheckpointError(
    `${shownUrl(url)}: the certificate of the server is not trusted (${describe(cause)}). If a proxy of your network issues it, set NODE_EXTRA_CA_CERTS to the path of its certificate.`,
    { cause },
  );
}

function gaveUp({ url }: Download, part: Part, cause: unknown): CheckpointError {
  const message =
    part.size > 0
      ? `the download was interrupted ${ATTEMPTS} times (${describe(cause)}). Run the command again to resume it.`
      : `nothing was received in ${ATTEMPTS} tries (${describe(cause)}); is this machine online? Behind a proxy, set HTTPS_PROXY.`;
  return new CheckpointError(`${shownUrl(url)}: ${message}`, { cause });
}

function describe(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || 'no reason given';
}
