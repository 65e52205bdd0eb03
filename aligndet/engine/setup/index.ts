/** @module Installs TensorFlow into the cache if needed, safely with several processes. */
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
  /** A wheel, or a folder that contains it, instead of a download. */
  readonly from?: string;
  readonly flavour?: Flavour;
  /** Installs again, even if installed. */
  readonly force?: boolean;
}

/**
 * Installs the engine if needed, then loads it. Everything that needs tensors calls this first.
 *
 * @example
 * ```ts
 * import { ensureEngine, tensor } from 'aligndet/engine';
 *
 * await ensureEngine(); // TensorFlow is put into the cache once, then loaded
 * console.log(tensor([1, 2]).sum().arraySync()); // -> 3
 * ```
 */
export async function ensureEngine(options: SetupOptions = {}): Promise<void> {
  if (engineName !== 'tensorflow') return;
  if (damageOf(installationFolder('gpu')) !== undefined) await setUpEngine(options);
  runtime();
}

/**
 * Installs TensorFlow into the cache. Does nothing when it is installed and intact; safe with several processes at
 * once.
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
    logger.info(`Installing TensorFlow ${wheel.version} into ${target}. This is done once.`);
    await install(wheel, target, progress, from);
    logger.info(`TensorFlow ${wheel.version} is installed.`);
  };
  const onWait = () => logger.info('Another process is installing TensorFlow; waiting for it.');
  try {
    await withLock(`${target}.lock`, work, onWait);
  } catch (error) {
    throw storageError(error);
  }
  return target;
}

/** Error for a failed write to the cache; other errors are returned unchanged. */
function storageError(cause: unknown): unknown {
  const explained = writeError(cacheFolder(), cause);
  if (explained === cause || !(explained instanceof Error)) return cause;
  return new EngineError(`${explained.message} ALIGNDET_CACHE sets the folder for TensorFlow.`, {
    cause,
  });
}
