/** @module Handling of closed output streams: `... | head`, a closed terminal. */
import { writeError } from '../../core/index.js';
import { say } from '../terminal.js';

let isWatching = false;
let isOutlived = false;
let note: (reason: string) => void = () => {};

/** Called once by each `main`: a command ends quietly when its output is closed, unless {@link outliveReaders}. */
export function endWithReaders(): void {
  if (isWatching) return;
  isWatching = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isOutlived) return remark('stdout', error);
    if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(0);
    say(`error: ${(writeError('stdout', error) as Error).message}\n`);
    process.exit(1);
  });
  process.stderr.on('error', (error) => {
    if (isOutlived) remark('stderr', error);
  });
}

/**
 * From here on a closed stdout or stderr stops the printing, not the work.
 *
 * @param closed is called once per stream, so that a log file can record it.
 * @returns a function that ends it.
 */
export function outliveReaders(closed: (reason: string) => void): () => void {
  isOutlived = true;
  note = closed;
  return () => {
    isOutlived = false;
    note = () => {};
  };
}

const said = new Set<string>();

function remark(stream: string, { code, message }: NodeJS.ErrnoException): void {
  if (said.has(stream)) return;
  said.add(stream);
  note(`${stream} is closed (${code ?? message}): nothing more is printed there; the run continues.`);
}
