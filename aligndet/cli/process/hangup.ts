/**
 * @module Whether SIGHUP was ignored when the program began, as by `nohup`. Node does not keep this: it resets every
 * signal to its default before user code runs.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Set by `tools/dist_train.sh`, whose shell still knows it. */
const VARIABLE = 'ALIGNDET_IGNORE_SIGHUP';

/** Bit of SIGHUP in the masks of /proc: signal 1. */
const SIGHUP_BIT = 1n;

export function ignoresHangup(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  parentStatus: string = statusOf(process.ppid),
): boolean {
  if (environment[VARIABLE] !== undefined) return environment[VARIABLE] === '1';
  if (basename(environment._ ?? '') === 'nohup') return true; // shells store the started program there
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(parentStatus)?.[1]; // a script started by nohup inherits it
  return mask !== undefined && (BigInt(`0x${mask}`) & SIGHUP_BIT) !== 0n;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return ''; // not Linux, or no permission
  }
}
