/** @module Sets TensorFlow up in the cache where that is still to do, for one process among several. */
import {
  EngineError,
  type Logger,
  type Progress,
  silentLogger,
  silentProgress,
  withLock,
  writeError,
} from '../../core/index.js';
import { engineName } from '../backend.js';
import { runtime } from '../runtime/runtime.js';
import { cacheFolder } from './cache.js';
import { install } from './install.js';
import { damageOf, installationFolder } from './installation.js';
import { type Flavour, wheelFor } from './wheels.js';

export interface SetupOptions {
  readonly progress?: Progress;
  readonly logger?: Logger;
  /** A wheel, or a folder that holds it, instead of a download. */
  readonly from?: string;
  readonly flavour?: Flavour;
  /** Sets up again what is already there. */
  readonly force?: boolean;
}

/** Sets the engine up where that is still to do, then loads it. Everything that needs tensors calls this first. */
export async function ensureEngine(options: SetupOptions = {}): Promise<void> {
  if (engineName !== 'tensorflow') return;
  if (damageOf(installationFolder('gpu')) !== undefined) await setUpEngine(options);
  runtime();
}

/**
 * Puts TensorFlow into the cache. Does nothing when it is there and whole; safe to run in several processes at once.
 *
 * @returns the folder of the installation.
 * @throws {EngineError} that says what to do when Python, the network or the disk fails.
 */
export async function setUpEngine(options: SetupOptions = {}): Promise<string> {
  const { flavour = 'cpu', force = false, logger = silentLogger, progress = silentProgress, from } = options;
  const wheel = wheelFor(flavour);
  const target = installationFolder(flavour);
  const present = () => !force && damageOf(target) === undefined;
  if (present()) return target;
  const work = async () => {
    if (present()) return;
    logger.info(`Setting TensorFlow ${wheel.version} up in ${target}: this is done once.`);
    await install(wheel, target, progress, from);
    logger.info(`TensorFlow ${wheel.version} is set up.`);
  };
  const onWait = () => logger.info('Another process sets TensorFlow up; waiting for it.');
  try {
    await withLock(`${target}.lock`, work, onWait);
  } catch (error) {
    throw storageError(error);
  }
  return target;
}

/** What a failed write to the cache says to people; other errors pass unchanged. */
function storageError(cause: unknown): unknown {
  const explained = writeError(cacheFolder(), cause);
  if (explained === cause || !(explained instanceof Error)) return cause;
  return new EngineError(`${explained.message} ALIGNDET_CACHE names the folder to keep TensorFlow in.`, {
    cause,
  });
}
