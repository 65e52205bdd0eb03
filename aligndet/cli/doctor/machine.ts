/** @module What the doctor reads from this machine. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { AlignDetError } from '../../core/index.js';
import { engineName, engineOptions, type SetupState, setupState } from '../../engine/index.js';
import { type EngineProbe, probeEngine, run } from './probe.js';

export interface Machine {
  /** Version of Node, without the `v`. */
  readonly node: string;
  readonly engine: string;
  readonly setup: SetupState;
  /** Absent where TensorFlow is not installed. */
  readonly probe?: EngineProbe | { readonly failure: string };
  readonly cacheWritable: boolean;
  readonly cacheFreeBytes: number;
  readonly cores: number;
  /** Threads that the engine would use, or why the setting is invalid. */
  readonly threads: number | { readonly failure: string };
  /** Names of the NVIDIA GPUs that the driver lists. */
  readonly gpus: readonly string[];
  readonly workFolder: string;
  readonly workFreeBytes: number;
}

export async function inspectMachine(): Promise<Machine> {
  const setup = await setupState();
  const workFolder = process.cwd();
  return {
    node: process.versions.node,
    engine: engineName,
    setup,
    probe: setup.flavour === undefined ? undefined : await probeEngine(),
    cacheWritable: isWritable(setup.cache),
    cacheFreeBytes: freeBytes(setup.cache),
    cores: availableParallelism(),
    threads: threads(),
    gpus: await gpus(),
    workFolder,
    workFreeBytes: freeBytes(workFolder),
  };
}

function threads(): Machine['threads'] {
  try {
    return engineOptions().threads;
  } catch (error) {
    if (error instanceof AlignDetError) return { failure: error.message };
    throw error;
  }
}

async function gpus(): Promise<string[]> {
  const { code, output } = await run('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader']);
  return code === 0 ? output.trim().split('\n').filter(Boolean) : [];
}

/** The folder, or its nearest existing ancestor. */
function existing(folder: string): string {
  const path = resolve(folder);
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(existing(folder), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(existing(folder));
  return bavail * bsize;
}
