/**
 * @module Handling of SIGINT, SIGTERM and SIGHUP. A command that can stop gracefully is aborted; a second signal, or
 * the first one of any other command, ends the program after it has released its resources.
 */
import { releaseAll, watchHeld } from '../../core/index.js';
import { ignoresHangup } from './hangup.js';
import { watchLauncher } from './launcher.js';
import { exitCodes, type StopSignal } from './stop-signal.js';

/** Terminal and npm may both send one signal; a user needs longer than this for a second. */
const SAME_PRESS_MS = 60;

type Handler = (signal: StopSignal) => void;

/** The current handler: that of a command that stops gracefully, else the one that ends the program. */
let handler: Handler | undefined;
let isHolding = false;
let isWatching = false;
let listened: readonly StopSignal[] = [];

/** Called once by each `main`: makes `nohup` work, and releases resources when the program ends. */
export function watchSignals(): void {
  if (isWatching) return;
  isWatching = true;
  if (ignoresHangup()) process.on('SIGHUP', () => {});
  process.on('exit', releaseAll);
  watchHeld((holds) => {
    isHolding = holds;
    listen();
  });
}

export interface Stopped<T> {
  readonly result: T;
  /** The signal that aborted the command, if any. */
  readonly stoppedBy?: StopSignal;
}

/**
 * Runs `work` with an AbortSignal that aborts at the first SIGINT, SIGTERM or SIGHUP.
 *
 * @param announce tells the user what happens now.
 */
export async function stoppable<T>(
  work: (signal: AbortSignal) => Promise<T>,
  announce: (signal: StopSignal) => void,
): Promise<Stopped<T>> {
  const stop = new AbortController();
  let stoppedBy: StopSignal | undefined;
  let stoppedAt = 0;
  const own: Handler = (signal) => {
    if (stoppedBy === undefined) {
      [stoppedBy, stoppedAt] = [signal, performance.now()];
      announce(signal);
      stop.abort();
      return;
    }
    // A closed terminal sends SIGHUP more than once.
    if (signal === stoppedBy && (signal === 'SIGHUP' || performance.now() - stoppedAt < SAME_PRESS_MS))
      return;
    end(signal);
  };
  const before = handler;
  handler = own;
  listen();
  const unwatch = watchLauncher((signal) => {
    if (signal === 'SIGTERM' || !ignoresHangup()) own(signal);
  });
  try {
    const result = await work(stop.signal);
    return { result, ...(stoppedBy !== undefined && { stoppedBy }) };
  } finally {
    unwatch();
    handler = before;
    listen();
  }
}

/** Ignores the error of a work that `signal` aborted: `work.catch(endOf(signal))`. */
export function endOf(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (signal.aborted && error instanceof Error && error.name === 'AbortError') return undefined;
    throw error;
  };
}

/** Listeners prevent a signal from ending the program while it computes, so they are added only when needed. */
function listen(): void {
  for (const signal of listened) process.off(signal, take);
  const signals: readonly StopSignal[] = ignoresHangup()
    ? ['SIGINT', 'SIGTERM']
    : ['SIGINT', 'SIGTERM', 'SIGHUP'];
  listened = isHolding || handler !== undefined ? signals : [];
  for (const signal of listened) process.on(signal, take);
}

function take(signal: NodeJS.Signals): void {
  (handler ?? end)(signal as StopSignal);
}

function end(signal: StopSignal): never {
  releaseAll();
  process.exit(exitCodes[signal]);
}
