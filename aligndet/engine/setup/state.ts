/** @module The state of TensorFlow on this machine, and what an installation needs: for the doctor's report. */
import { EngineError } from '../../core/index.js';
import { cacheFolder } from './cache.js';
import { spaceNeeded } from './install.js';
import { damageOf, installationFolder } from './installation.js';
import { findPip } from './pip.js';
import { type Flavour, TENSORFLOW_VERSION, thisPlatform, wheelFor } from './wheels.js';

export interface SetupState {
  /** Such as `linux-x64`. */
  readonly platform: string;
  /** The TensorFlow version that the engine uses. */
  readonly tensorflow: string;
  /** Why this platform is not supported, if so. */
  readonly unsupported?: string;
  readonly cache: string;
  /** The flavour that is installed and intact. */
  readonly flavour?: Flavour;
  /** What is missing or corrupt, where no flavour is intact. */
  readonly damage?: string;
  /** pip's version string, where there is one. */
  readonly pip?: string;
  /** Disk space in bytes that an installation needs. */
  readonly bytesNeeded: number;
}

export async function setupState(): Promise<SetupState> {
  const flavour = (['gpu', 'cpu'] as const).find((name) => damageOf(installationFolder(name)) === undefined);
  return {
    platform: thisPlatform,
    tensorflow: TENSORFLOW_VERSION,
    cache: cacheFolder(),
    flavour,
    damage: flavour === undefined ? damageOf(installationFolder('cpu')) : undefined,
    pip: (await findPip())?.version,
    ...support(),
  };
}

function support(): Pick<SetupState, 'unsupported' | 'bytesNeeded'> {
  try {
    return { bytesNeeded: spaceNeeded(wheelFor('cpu')) };
  } catch (error) {
    if (error instanceof EngineError) return { unsupported: error.message, bytesNeeded: 0 };
    throw error;
  }
}
