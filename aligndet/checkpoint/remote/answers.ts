/** @module HTTP status codes of servers: their meaning and remedy. */
import type { IncomingMessage } from 'node:http';
import { CheckpointError } from '../../core/index.js';
import { shownUrl } from './shown-url.js';

/** Retry-After of the server; for longer pauses the user must retry. */
const LONGEST_PAUSE_MS = 60_000;

/** An error that may not occur on the next try. */
export class PassingError extends Error {
  constructor(
    message: string,
    /** The pause requested by the server. */
    readonly pauseMs?: number,
  ) {
    super(message);
  }
}

const REASONS: Record<number, string> = {
  401: 'it requires a login. Set HF_TOKEN for Hugging Face, or write user:password@ before the host',
  403: 'access is denied. Accept the terms on the page of the model, or check that the token in HF_TOKEN may read it',
  404: 'there is no such file. Check the name and the revision',
  407: 'the proxy requires a login: write user:password@ before the host in HTTP_PROXY',
  410: 'the file was removed',
  451: 'the file is not available for legal reasons',
};

/** The error for a response without a file: a {@link PassingError} if a retry may succeed. */
export function refusal(url: URL, { statusCode: status = 0, headers }: IncomingMessage): Error {
  const isPassing = status >= 500 || status === 408 || status === 429;
  const pauseMs = isPassing ? pauseOf(headers['retry-after']) : undefined;
  if (pauseMs !== undefined && pauseMs > LONGEST_PAUSE_MS) {
    return new CheckpointError(
      `${shownUrl(url)}: the server received too many requests (status ${status}). Retry in ${Math.ceil(pauseMs / 60_000)} minutes; the bytes received so far are kept.`,
    );
  }
  if (isPassing) {
    return new PassingError(
      status === 429 ? 'the server received too many requests (status 429)' : `status ${status}`,
      pauseMs,
    );
  }
  return new CheckpointError(
    `${shownUrl(url)}: cannot be downloaded: ${REASONS[status] ?? `status ${status}`}.`,
  );
}

/** Seconds, or a date. */
function pauseOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const pauseMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(pauseMs) ? Math.max(0, pauseMs) : undefined;
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/;

/** An untrusted certificate fails on every try. */
export function isCertificateError(error: unknown): boolean {
  for (
    let at = error as { code?: unknown; cause?: unknown } | undefined;
    at !== undefined;
    at = at.cause as typeof at
  ) {
    if (typeof at.code === 'string' && CERTIFICATE.test(at.code)) return true;
  }
  return false;
}
