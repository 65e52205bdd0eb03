/** @module Allows one run at a time in a work dir: two would overwrite each other's checkpoints and mix their logs. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { onExit, TrainingError, writeError } from '../../core/index.js';

const NAME = '.aligndet.lock';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** Start time of the process in clock ticks since boot: process ids are reused. Absent if unknown. */
  readonly begun?: string;
}

/**
 * Locks the folder for this process; the lock of a process that has ended is taken over.
 *
 * @returns a function that unlocks it; the exit of the program does so too.
 * @throws {TrainingError} that names the run with the lock.
 */
export function lockWorkDir(workDir: string): () => void {
  const file = join(workDir, NAME);
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    begun: begunOf(process.pid),
  };
  for (let attempt = 0; !create(file, own); attempt++) {
    const holder = holderOf(file);
    if (attempt > 0 || isAlive(holder)) throw inUse(workDir, file, holder);
    rmSync(file, { force: true });
  }
  const release = () => rmSync(file, { force: true });
  const done = onExit(release);
  return () => {
    done();
    release();
  };
}

/** @returns `false` if the file exists. */
function create(file: string, holder: Holder): boolean {
  try {
    const lock = openSync(file, 'wx');
    try {
      writeSync(lock, `${JSON.stringify(holder)}\n`);
    } finally {
      closeSync(lock);
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw writeError(file, cause);
  }
}

/** `undefined` if the file is empty: its run was killed while writing it. */
function holderOf(file: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder> | null;
    return Number.isInteger(value?.pid) && typeof value?.host === 'string' ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Processes on other machines cannot be checked and count as alive. */
function isAlive(holder: Holder | undefined): boolean {
  if (holder === undefined) return false;
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false; // otherwise it belongs to another process
  }
  return holder.begun === undefined || begunOf(holder.pid) === holder.begun;
}

/** Field 22 of /proc/PID/stat, after the name in parentheses. */
function begunOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function inUse(workDir: string, file: string, holder: Holder | undefined): TrainingError {
  const who =
    holder === undefined
      ? 'another run'
      : `process ${holder.pid} on ${holder.host} has been training in it since ${holder.since}`;
  return new TrainingError(
    `work_dir ${workDir} is in use: ${who}. Two runs in one folder overwrite each other's checkpoints. ` +
      `Wait for that run, stop it, or give another --work-dir. If you are certain that it has ended, remove ${file}.`,
  );
}
