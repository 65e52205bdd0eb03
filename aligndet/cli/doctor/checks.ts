/** @module Judges a machine: each check is one line, and says what to do where something is wrong. */
import { type Check, ok, warning, wrong } from './check.js';
import type { Machine } from './machine.js';

const NODE_NEEDED = [20, 19] as const;

/** Checkpoints of a Mask R-CNN with its optimizer take 0.4 GB each. */
const MIN_FREE_WORK_BYTES = 2e9;

const INSTALL_PIP =
  'install Python 3 with pip (Debian and Ubuntu: apt install python3-pip; macOS: brew install python), ' +
  'or fetch the wheel elsewhere and type: npx aligndet setup --from <wheel>';
const SET_UP_AGAIN = 'type: npx aligndet setup --force';

export function examine(machine: Machine): Check[] {
  return [node, pip, tensorflow, cache, threads, gpu, disk].map((check) => check(machine));
}

function node({ node: version }: Machine): Check {
  const [major, minor] = version.split('.').map(Number);
  const [majorNeeded, minorNeeded] = NODE_NEEDED;
  const isNewEnough = major > majorNeeded || (major === majorNeeded && minor >= minorNeeded);
  if (isNewEnough) return ok('Node', version);
  return wrong('Node', version, `install Node ${NODE_NEEDED.join('.')} or newer from https://nodejs.org`);
}

/** Needed for the set-up only. */
function pip({ setup }: Machine): Check {
  if (setup.pip !== undefined) return ok('Python', setup.pip);
  if (setup.flavour !== undefined) return ok('Python', 'no pip; TensorFlow is set up without it');
  return wrong('Python', 'no pip answers (tried python3 -m pip, python -m pip, pip3, pip)', INSTALL_PIP);
}

function tensorflow({ engine, setup, probe }: Machine): Check {
  const name = 'TensorFlow';
  if (engine !== 'tensorflow') {
    return warning(name, `not used: ALIGNDET_ENGINE=${engine} is in force`, 'unset ALIGNDET_ENGINE to train');
  }
  if (setup.unsupported !== undefined) {
    return wrong(name, setup.unsupported, 'use a machine of one of these platforms');
  }
  if (setup.flavour === undefined || probe === undefined) {
    return wrong(name, `${setup.damage}`, 'type: npx aligndet setup');
  }
  if ('failure' in probe) return wrong(name, `does not start: ${probe.failure}`, SET_UP_AGAIN);
  if (!probe.works) return wrong(name, `${probe.version} multiplies wrongly`, SET_UP_AGAIN);
  return ok(name, `${probe.version} (${setup.flavour}) for ${setup.platform}`);
}

function cache({ setup, cacheWritable }: Machine): Check {
  const advice = 'set ALIGNDET_CACHE to a folder that you may write to';
  if (cacheWritable) return ok('Cache', setup.cache);
  const found = `${setup.cache} cannot be written to`;
  return setup.flavour === undefined ? wrong('Cache', found, advice) : warning('Cache', found, advice);
}

function threads({ threads: requested, cores }: Machine): Check {
  if (typeof requested === 'object') {
    return wrong('Threads', requested.failure, 'unset ALIGNDET_THREADS, or give it the number of threads');
  }
  const found = `${requested} threads on ${cores} cores`;
  if (requested <= cores) return ok('Threads', found);
  return warning('Threads', found, 'more threads than cores slow training down: unset ALIGNDET_THREADS');
}

function gpu({ gpus, setup, probe }: Machine): Check {
  if (gpus.length === 0) return ok('GPU', 'no NVIDIA GPU; the CPU does the work');
  const names = gpus.join(', ');
  if (setup.flavour !== 'gpu') {
    return warning('GPU', `${names}, not used`, 'to use it, type: npx aligndet setup --gpu');
  }
  const used = probe !== undefined && 'devices' in probe ? probe.devices.filter(isGpu) : [];
  if (used.length > 0) return ok('GPU', `${names}; TensorFlow uses ${used.length} of ${gpus.length}`);
  return warning(
    'GPU',
    `${names}, which TensorFlow does not see`,
    'put the libraries of CUDA 12 and cuDNN 9 on LD_LIBRARY_PATH, update the driver, and check ALIGNDET_GPUS',
  );
}

function isGpu({ type }: { readonly type: string }): boolean {
  return type === 'GPU';
}

function disk({ setup, cacheFreeBytes, workFolder, workFreeBytes }: Machine): Check {
  if (setup.flavour === undefined && cacheFreeBytes < setup.bytesNeeded) {
    return wrong(
      'Disk',
      `${gigabytes(cacheFreeBytes)} free for the cache; TensorFlow takes ${gigabytes(setup.bytesNeeded)}`,
      `free some space beside ${setup.cache}, or set ALIGNDET_CACHE to a folder on another disk`,
    );
  }
  const found = `${gigabytes(workFreeBytes)} free in ${workFolder}`;
  if (workFreeBytes >= MIN_FREE_WORK_BYTES) return ok('Disk', found);
  return warning(
    'Disk',
    found,
    'checkpoints may not fit: free some space, or train with --work-dir elsewhere',
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
