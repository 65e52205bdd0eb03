/** @module Where an unpacked TensorFlow lies, and whether it is whole. */
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EngineError } from '../../core/index.js';
import { cacheFolder } from './cache.js';
import { type Flavour, TENSORFLOW_VERSION, thisPlatform, wheelFor } from './wheels.js';

/** What set-up writes beside the libraries, last. */
export interface Manifest {
  readonly version: string;
  readonly wheel: string;
  readonly sha256: string;
  /** Bytes of each file, by its path in the folder. */
  readonly files: Readonly<Record<string, number>>;
}

export interface Installation {
  readonly flavour: Flavour;
  /** Holds the libraries. */
  readonly folder: string;
  /** File names in the order to load them. */
  readonly libraries: readonly string[];
}

export const MANIFEST = 'manifest.json';

/** Where set-up puts a flavour of TensorFlow. */
export function installationFolder(flavour: Flavour, cache = cacheFolder()): string {
  return join(cache, `tensorflow-${TENSORFLOW_VERSION}-${thisPlatform}-${flavour}`);
}

/** What is wrong with the installation in `folder`, or `undefined` when it is whole. */
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

/** The GPU flavour where it was set up, else the CPU one. */
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
    `The tensor engine is not set up: ${damageOf(installationFolder('cpu', cache))}. Type: npx aligndet setup`,
  );
}
