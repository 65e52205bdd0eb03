/**
 * @module Queue of requests to a tracking server, sent in order in the background. They never stop the training: what
 * cannot be sent is dropped with one warning, and a slow server only costs the wait at the end of the run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../core/index.js';

/** Max number of queued requests; further ones are dropped. */
const MAX_WAITING = 1000;

/** Retries of a request, with these delays in between. */
const WAITS_MS = [500, 2000];

export interface OutboxOptions {
  /** Name of the server in messages. */
  readonly server: string;
  readonly logger: Logger;
  /** Timeout of one request. */
  readonly timeoutMs?: number;
  /** Timeout of the queue at the end of the run. */
  readonly flushMs?: number;
}

/** A request with an error response. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export class Outbox {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #hasFailed = false;

  constructor(private readonly options: OutboxOptions) {}

  /** Whether a request has failed; nothing more is sent then. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Sends later, in order. @param work receives a signal that aborts it after its timeout. */
  enqueue(work: (signal: AbortSignal) => Promise<void>): void {
    if (this.#hasFailed) return;
    if (this.#waiting >= MAX_WAITING) {
      this.#fail(new Error(`${MAX_WAITING} requests are waiting for a response`));
      return;
    }
    this.#waiting++;
    this.#last = this.#last.then(async () => {
      try {
        if (!this.#hasFailed) await this.#attempt(work);
      } catch (error) {
        this.#fail(error as Error);
      } finally {
        this.#waiting--;
      }
    });
  }

  /** Waits until the queue is empty, or for `flushMs`. */
  async flush(): Promise<void> {
    const { flushMs = 30_000, server, logger } = this.options;
    const timeout = new AbortController();
    const isLate = await Promise.race([
      this.#last.then(() => false),
      sleep(flushMs, true, { signal: timeout.signal }).catch(() => true),
    ]);
    timeout.abort();
    if (isLate)
      logger.warn(`${server}: ${this.#waiting} requests received no response within ${flushMs / 1000} s.`);
  }

  async #attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { timeoutMs = 10_000 } = this.options;
    for (let tries = 0; ; tries++) {
      try {
        await work(AbortSignal.timeout(timeoutMs));
        return;
      } catch (error) {
        const isFinal = error instanceof RefusedError && error.status < 500 && error.status !== 429;
        if (isFinal || tries >= WAITS_MS.length) throw error;
        await sleep(WAITS_MS[tries]);
      }
    }
  }

  #fail(error: Error): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const { server, logger } = this.options;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    logger.warn(
      `${server}: ${error.message}${cause}. Nothing more is sent in this run; the same values are in its .log.json.`,
    );
  }
}

/**
 * Sends JSON and reads JSON.
 *
 * @throws {RefusedError} for a response that is not 2xx.
 */
export async function requestJson(
  url: string,
  { headers, signal, body, method = 'POST' }: JsonRequest,
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: 'error', // a token must not be sent to another host
    signal,
  });
  const answer = await response.text();
  const where = `${new URL(url).host} answered ${response.status}`;
  if (!response.ok) throw new RefusedError(response.status, `${where}: ${answer.slice(0, 200)}`);
  try {
    return answer === '' ? {} : (JSON.parse(answer) as Record<string, unknown>);
  } catch {
    throw new RefusedError(response.status, `${where}, but not in JSON: ${answer.slice(0, 80)}`);
  }
}

export interface JsonRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly body?: unknown;
}
