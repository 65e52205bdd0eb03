/** @module `aligndet doctor`: checks whether this machine can train, and says how to fix what is missing. */
import { type Painted, print, printPainted } from '../terminal.js';
import type { Check, CheckStatus } from './check.js';
import { examine } from './checks.js';
import { inspectMachine } from './machine.js';

export interface DoctorFlags {
  readonly json?: boolean;
}

/** @returns the exit code: 1 when a required check fails. */
export async function doctorCommand({ json = false }: DoctorFlags): Promise<number> {
  const checks = examine(await inspectMachine());
  const isHealthy = checks.every(({ status }) => status !== 'wrong');
  if (json) print(`${JSON.stringify({ ok: isHealthy, checks }, null, 2)}\n`);
  else for (const check of checks) printPainted(process.stdout, line(check));
  return isHealthy ? 0 : 1;
}

const NAME_WIDTH = 12;
const STATUS_WIDTH = 9;

const colours: Record<CheckStatus, number> = { ok: 32, warning: 33, wrong: 31 };

function line({ name, status, found, advice }: Check): (string | Painted)[] {
  const next = advice === undefined ? '' : `\n${' '.repeat(NAME_WIDTH + STATUS_WIDTH)}-> ${advice}`;
  const word = { colour: colours[status], word: status.padEnd(STATUS_WIDTH) };
  return [name.padEnd(NAME_WIDTH), word, `${found}${next}\n`];
}
