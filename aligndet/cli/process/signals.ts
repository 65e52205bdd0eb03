/**
 * @module What SIGINT, SIGTERM and SIGHUP do. A command that can stop in an orderly way is asked to; a second signal, and
 * the first one of any other command, ends the program once what it holds is given back.
 */
import { releaseAll, watchHeld } from '../../core/index.js';
import { ignoresHangup } from './hangup.js';
import { watchLauncher } from './launcher.js';
import { exitCodes, type StopSignal } from './stop-signal.js';

/** Terminals and npm may both send one; people need longer for two. */
const SAME_PRESS_MS = 60;

type Handler = (signal: StopSignal) => void;

/** Who takes signals: the command that stops in an orderly way, else the end of the program. */
let handler: Handler | undefined;
let isHolding = false;
let isWatching = false;
let listened: readonly StopSignal[] = [];

/** Called once by each `main`: makes `nohup` work, and gives back what is held when the program ends. */
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
  /** The signal that asked for the end, if one did. */
  readonly stoppedBy?: StopSignal;
}

/**
 * Runs `work`, whose own signal aborts at the first SIGINT, SIGTERM or SIGHUP.
 *
 * @param announce tells people what happens now.
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
    // A terminal that is closed sends SIGHUP more than once.
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

/** Takes the error that `signal` itself made of an aborted work for its end: `work.catch(endOf(signal))`. */
export function endOf(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (signal.aborted && error instanceof Error && error.name === 'AbortError') return undefined;
    throw error;
  };
}

/** Listeners keep a signal from ending the program while it computes, so they are there only when needed. */
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
