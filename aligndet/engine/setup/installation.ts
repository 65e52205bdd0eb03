/** @module The location of an installed TensorFlow, and whether it is intact. */
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EngineError } from '../../core/index.js';
import { cacheFolder } from './cache.js';
import { type Flavour, TENSORFLOW_VERSION, thisPlatform, wheelFor } from './wheels.js';

/** The manifest that the installation writes last, beside the libraries. */
export interface Manifest {
  readonly version: string;
  readonly wheel: string;
  readonly sha256: string;
  /** Size of each file in bytes, by path in the folder. */
  readonly files: Readonly<Record<string, number>>;
}

export interface Installation {
  readonly flavour: Flavour;
  /** Folder of the libraries. */
  readonly folder: string;
  /** File names, in load order. */
  readonly libraries: readonly string[];
}

export const MANIFEST = 'manifest.json';

/** The installation folder of a flavour of TensorFlow. */
export function installationFolder(flavour: Flavour, cache = cacheFolder()): string {
  return join(cache, `tensorflow-${TENSORFLOW_VERSION}-${thisPlatform}-${flavour}`);
}

/** What is wrong with the installation in `folder`, or `undefined` when it is intact. */
export function damageOf(folder: string): string | undefined {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'));
  } catch {
    return `TensorFlow ${TENSORFLOW_VERSION} is not in ${folder}`;
  }
  for (const [path, bytes] of Object.entries(manifest.files)) {
    const found = statSync(join(folder, path), { throwIfNoEntry: false })?.size;
    if (found !== bytes) return `${join(folder, path)} has ${found ?? 'no'} bytes instead of ${bytes}`;
  }
  return undefined;
}

/** The GPU flavour where it is installed, else the CPU one. */
export function findInstallation(cache = cacheFolder()): Installation {
  const flavours: Flavour[] = ['gpu', 'cpu'];
  for (const flavour of flavours) {
    const folder = installationFolder(flavour, cache);
    if (damageOf(folder) !== undefined) continue;
    const { libraries } = wheelFor(flavour);
    return {
      flavour,
      folder: join(folder, 'tensorflow'),
      libraries: libraries.map((path) => basename(path)),
    };
  }
  wheelFor('cpu');
  throw new EngineError(
    `The tensor engine is not set up: ${damageOf(installationFolder('cpu', cache))}. Run: npx aligndet setup`,
  );
}
