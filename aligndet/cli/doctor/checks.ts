/** @module The doctor's checks: one line each, with a remedy where something is wrong. */
import { type Check, ok, warning, wrong } from './check.js';
import type { Machine } from './machine.js';

const NODE_NEEDED = [20, 19] as const;

/** Checkpoints of a Mask R-CNN with its optimizer take 0.4 GB each. */
const MIN_FREE_WORK_BYTES = 2e9;

const INSTALL_PIP =
  'install Python 3 with pip (Debian and Ubuntu: apt install python3-pip; macOS: brew install python), ' +
  'or fetch the wheel elsewhere and run: npx aligndet setup --from <wheel>';
const SET_UP_AGAIN = 'run: npx aligndet setup --force';

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

/** Needed for the setup only. */
function pip({ setup }: Machine): Check {
  if (setup.pip !== undefined) return ok('Python', setup.pip);
  if (setup.flavour !== undefined) return ok('Python', 'no pip; not needed, TensorFlow is installed already');
  return wrong('Python', 'no pip answers (tried python3 -m pip, python -m pip, pip3, pip)', INSTALL_PIP);
}

function tensorflow({ engine, setup, probe }: Machine): Check {
  const name = 'TensorFlow';
  if (engine !== 'tensorflow') {
    return warning(name, `not used: ALIGNDET_ENGINE=${engine} is set`, 'unset ALIGNDET_ENGINE to train');
  }
  if (setup.unsupported !== undefined) {
    return wrong(name, setup.unsupported, 'use one of the supported platforms');
  }
  if (setup.flavour === undefined || probe === undefined) {
    return wrong(name, `${setup.damage}`, 'run: npx aligndet setup');
  }
  if ('failure' in probe) return wrong(name, `does not start: ${probe.failure}`, SET_UP_AGAIN);
  if (!probe.works) return wrong(name, `${probe.version} gives a wrong matrix product`, SET_UP_AGAIN);
  return ok(name, `${probe.version} (${setup.flavour}) for ${setup.platform}`);
}

function cache({ setup, cacheWritable }: Machine): Check {
  const advice = 'set ALIGNDET_CACHE to a writable folder';
  if (cacheWritable) return ok('Cache', setup.cache);
  const found = `${setup.cache} is not writable`;
  return setup.flavour === undefined ? wrong('Cache', found, advice) : warning('Cache', found, advice);
}

function threads({ threads: requested, cores }: Machine): Check {
  if (typeof requested === 'object') {
    return wrong('Threads', requested.failure, 'unset ALIGNDET_THREADS, or set it to a number of threads');
  }
  const found = `${requested} threads on ${cores} cores`;
  if (requested <= cores) return ok('Threads', found);
  return warning('Threads', found, 'more threads than cores slow training down: unset ALIGNDET_THREADS');
}

function gpu({ gpus, setup, probe }: Machine): Check {
  if (gpus.length === 0) return ok('GPU', 'no NVIDIA GPU; TensorFlow runs on the CPU');
  const names = gpus.join(', ');
  if (setup.flavour !== 'gpu') {
    return warning('GPU', `${names}, not used`, 'to use it, run: npx aligndet setup --gpu');
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
      `free space on the disk of ${setup.cache}, or set ALIGNDET_CACHE to a folder on another disk`,
    );
  }
  const found = `${gigabytes(workFreeBytes)} free in ${workFolder}`;
  if (workFreeBytes >= MIN_FREE_WORK_BYTES) return ok('Disk', found);
  return warning(
    'Disk',
    found,
    'checkpoints may not fit: free space, or train with --work-dir on another disk',
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
