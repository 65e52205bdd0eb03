/** @module What there is of TensorFlow on this machine, and what a set-up would need: for reports to people. */
import { EngineError } from '../../core/index.js';
import { cacheFolder } from './cache.js';
import { spaceNeeded } from './install.js';
import { damageOf, installationFolder } from './installation.js';
import { findPip } from './pip.js';
import { type Flavour, TENSORFLOW_VERSION, thisPlatform, wheelFor } from './wheels.js';

export interface SetupState {
  /** Such as `linux-x64`. */
  readonly platform: string;
  /** The version that the engine runs on. */
  readonly tensorflow: string;
  /** Why this platform has no TensorFlow, where it has none. */
  readonly unsupported?: string;
  readonly cache: string;
  /** The flavour that is set up and whole. */
  readonly flavour?: Flavour;
  /** What is missing or corrupt, where no flavour is whole. */
  readonly damage?: string;
  /** How pip names itself, where one answers. */
  readonly pip?: string;
  /** Bytes that a set-up takes on the disk while it runs. */
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
