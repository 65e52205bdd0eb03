/** @module One run at a time in a work dir: two would overwrite each other's checkpoints and tell one story in two logs. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { onExit, TrainingError, writeError } from '../../core/index.js';

const NAME = '.aligndet.lock';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** When the process began, in ticks since the machine did: numbers of processes come back. Absent where unknown. */
  readonly begun?: string;
}

/**
 * Takes the folder for this process; the lock of a process that is gone is taken over.
 *
 * @returns gives it back; the end of the program does so too.
 * @throws {TrainingError} that names the run which holds it.
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

/** @returns `false` when the file is there already. */
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

/** `undefined` where the file says nothing: its run was killed while it wrote it. */
function holderOf(file: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder> | null;
    return Number.isInteger(value?.pid) && typeof value?.host === 'string' ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Processes of other machines cannot be seen, so they count as alive. */
function isAlive(holder: Holder | undefined): boolean {
  if (holder === undefined) return false;
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false; // else it is somebody else's
  }
  return holder.begun === undefined || begunOf(holder.pid) === holder.begun;
}

/** Field 22 of /proc/PID/stat, behind the name in parentheses. */
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
      : `process ${holder.pid} on ${holder.host} trains into it since ${holder.since}`;
  return new TrainingError(
    `work_dir ${workDir} is in use: ${who}. Two runs in one folder overwrite each other's checkpoints. ` +
      `Wait for that run, stop it, or give another --work-dir. If it is gone for certain, remove ${file}.`,
  );
}
