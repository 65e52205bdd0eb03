/** @module What happens when nobody reads what is printed any more: `... | head`, a terminal that was closed. */
import { writeError } from '../../core/index.js';
import { say } from '../terminal.js';

let isWatching = false;
let isOutlived = false;
let note: (reason: string) => void = () => {};

/** Called once by each `main`: a command that prints ends quietly with its reader, unless {@link outliveReaders}. */
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
 * From here on a closed stdout or stderr ends what is printed, and not the work.
 *
 * @param closed is told once of each stream, so that a log file can say why the terminal shows no more.
 * @returns ends it.
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
  note(`${stream} is closed (${code ?? message}), so nothing is printed there any more; the run goes on.`);
}
