/** @module What answers of a server mean, and what to do about them. */
import type { IncomingMessage } from 'node:http';
import { CheckpointError } from '../../core/index.js';
import { shownUrl } from './shown-url.js';

/** The server asks to come back; longer pauses are for the user to make. */
const LONGEST_PAUSE_MS = 60_000;

/** Something that may be gone the next time. */
export class PassingError extends Error {
  constructor(
    message: string,
    /** What the server asks for. */
    readonly pauseMs?: number,
  ) {
    super(message);
  }
}

const REASONS: Record<number, string> = {
  401: 'it needs a log-in. Set HF_TOKEN for Hugging Face, or write user:password@ before the host',
  403: 'the server forbids it. Accept the terms on the page of the model, or check that the token in HF_TOKEN may read it',
  404: 'there is no such file. Check the name and the revision',
  407: 'the proxy needs a log-in: write user:password@ before the host in HTTP_PROXY',
  410: 'the file was there once, and is gone',
  451: 'the server may not give it away here',
};

/** What to throw for an answer without a file: a {@link PassingError} when it is worth another try. */
export function refusal(url: URL, { statusCode: status = 0, headers }: IncomingMessage): Error {
  const isPassing = status >= 500 || status === 408 || status === 429;
  const pauseMs = isPassing ? pauseOf(headers['retry-after']) : undefined;
  if (pauseMs !== undefined && pauseMs > LONGEST_PAUSE_MS) {
    return new CheckpointError(
      `${shownUrl(url)}: the server has too many requests (status ${status}). Come back in ${Math.ceil(pauseMs / 60_000)} minutes; what has come so far is kept.`,
    );
  }
  if (isPassing) {
    return new PassingError(
      status === 429 ? 'the server has too many requests (status 429)' : `status ${status}`,
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

/** A certificate that is not trusted will not be trusted at the next try. */
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
