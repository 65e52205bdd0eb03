/** @module Sets TensorFlow up: downloads its wheel, checks it, and unpacks the two libraries into the cache. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EngineError, type Logger, type Progress, silentLogger, silentProgress } from '../../core/index.js';
import { engineName } from '../backend.js';
import { runtime } from '../runtime/runtime.js';
import { damageOf, installationFolder, MANIFEST, type Manifest } from './installation.js';
import { withLock } from './lock.js';
import { download, findPip } from './pip.js';
import { unzip } from './unzip.js';
import { type Flavour, TENSORFLOW_VERSION, type Wheel, wheelFor } from './wheels.js';

export interface SetupOptions {
  readonly progress?: Progress;
  readonly logger?: Logger;
  /** A wheel, or a folder that holds it, instead of a download. */
  readonly from?: string;
  readonly flavour?: Flavour;
  /** Sets up again what is already there. */
  readonly force?: boolean;
}

const MEGABYTE = 1e6;

/** Sets the engine up where that is still to do, then loads it. Everything that needs tensors calls this first. */
export async function ensureEngine(options: SetupOptions = {}): Promise<void> {
  if (engineName !== 'tensorflow') return;
  await setUpEngine(options);
  runtime();
}

/**
 * Puts TensorFlow into the cache. Does nothing when it is there and whole; safe to run in several processes at once.
 *
 * @returns the folder of the installation.
 * @throws {EngineError} that says what to do when Python, the network or the disk fails.
 */
export async function setUpEngine(options: SetupOptions = {}): Promise<string> {
  const { flavour = 'cpu', force = false, logger = silentLogger } = options;
  const wheel = wheelFor(flavour);
  const target = installationFolder(flavour);
  if (!force && damageOf(target) === undefined) return target;
  return withLock(`${target}.lock`, async () => {
    if (!force && damageOf(target) === undefined) return target;
    const staging = `${target}.partial`;
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
    try {
      await fill(staging, wheel, options);
      await rm(target, { recursive: true, force: true });
      await rename(join(staging, 'unpacked'), target);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    logger.info(`TensorFlow ${TENSORFLOW_VERSION} is set up in ${target}.`);
    return target;
  });
}

async function fill(staging: string, wheel: Wheel, options: SetupOptions): Promise<void> {
  const { progress = silentProgress, from } = options;
  const archive =
    from === undefined ? await fetch(staging, wheel, progress) : await locate(resolve(from), wheel);
  await verify(archive, wheel);
  const unpacked = join(staging, 'unpacked');
  await mkdir(join(unpacked, 'tensorflow'), { recursive: true });
  const task = progress.start('Unpacking TensorFlow', undefined, 'MB');
  try {
    const targets = new Map(wheel.libraries.map((name) => [name, join(unpacked, name)]));
    const sizes = await unzip(archive, targets, (bytes) => task.update(Math.round(bytes / MEGABYTE)));
    const manifest: Manifest = {
      version: TENSORFLOW_VERSION,
      wheel: wheel.file,
      sha256: wheel.sha256,
      files: Object.fromEntries(sizes),
    };
    await writeFile(join(unpacked, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  } finally {
    task.finish();
  }
}

async function fetch(staging: string, wheel: Wheel, progress: Progress): Promise<string> {
  const pip = await findPip();
  if (pip === undefined) {
    throw new EngineError(
      `TensorFlow is fetched with pip, and no pip answers here (tried python3 -m pip, python -m pip, pip3, pip). ` +
        `Install Python 3 with pip (Debian and Ubuntu: apt install python3-pip; macOS: brew install python), ` +
        `or download ${wheel.file} from https://pypi.org/project/${wheel.package}/${TENSORFLOW_VERSION}/#files ` +
        `and type: npm run setup -- --from <wheel>`,
    );
  }
  const task = progress.start('Downloading TensorFlow', Math.round(wheel.bytes / MEGABYTE), 'MB');
  try {
    const request = { ...wheel, version: TENSORFLOW_VERSION };
    await download(pip, request, staging, (bytes) => task.update(Math.min(wheel.bytes, bytes) / MEGABYTE));
  } finally {
    task.finish();
  }
  return locate(staging, wheel);
}

async function locate(path: string, wheel: Wheel): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new EngineError(`${path} does not exist; expected ${wheel.file} there.`);
  if (found.isFile()) return path;
  if ((await readdir(path)).includes(wheel.file)) return join(path, wheel.file);
  throw new EngineError(`${path} holds no ${wheel.file}.`);
}

async function verify(archive: string, wheel: Wheel): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(archive, { highWaterMark: 1 << 20 })) hash.update(chunk);
  const found = hash.digest('hex');
  if (found === wheel.sha256) return;
  throw new EngineError(
    `${basename(archive)} is not the file that was published as ${wheel.file}: its SHA-256 is ${found}, expected ${wheel.sha256}. ` +
      'Delete it and download it again.',
  );
}
