/**
 * @module npm and npx start a program through a shell, which does not forward SIGTERM; SIGHUP ends npm alone.
 * A program that they started therefore polls whether they still run, or it would be orphaned.
 */
import { readFileSync } from 'node:fs';
import type { StopSignal } from './stop-signal.js';

const INTERVAL_MS = 500;

/** Fields of /proc/PID/stat after the name, which may contain any character: state, parent. */
const PARENT = /^\d+ \(.*\) \S (\d+)/s;

/**
 * Calls `stop` once when the npm or npx that started this program has ended.
 *
 * @returns ends the watch.
 */
export function watchLauncher(stop: (signal: StopSignal) => void): () => void {
  const shell = process.ppid;
  const npm = parentOf(shell);
  const isStartedByNpm = [shell, npm].some((pid) => pid !== undefined && isNpm(pid));
  if (!isStartedByNpm) return () => {};
  const timer = setInterval(() => {
    const signal = process.ppid !== shell ? 'SIGTERM' : parentOf(shell) !== npm ? 'SIGHUP' : undefined;
    if (signal === undefined) return;
    clearInterval(timer);
    stop(signal);
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function parentOf(pid: number): number | undefined {
  const match = PARENT.exec(read(`/proc/${pid}/stat`));
  return match === null ? undefined : Number(match[1]);
}

/** npm writes its own name into its title. */
function isNpm(pid: number): boolean {
  const title = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
  return /^npm |\bnp[mx](?:-cli\.js)? /.test(title);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
