/** @module Installs the libraries of a wheel into a folder atomically: downloaded or local, verified, unpacked. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EngineError, type Progress, type ProgressTask } from '../../core/index.js';
import { MANIFEST, type Manifest } from './installation.js';
import { download, findPip } from './pip.js';
import { unzip } from './unzip.js';
import type { Wheel } from './wheels.js';

const MEGABYTE = 1e6;

/** Ratio of the size of the libraries to that of their wheel: 3.1 for tensorflow-cpu 2.21 on Linux, with a margin. */
const EXPANSION = 3.5;

/**
 * @param target folder to create or replace. The caller holds its lock.
 * @param from a wheel, or a folder that holds it, instead of a download.
 */
export async function install(
  wheel: Wheel,
  target: string,
  progress: Progress,
  from: string | undefined,
): Promise<void> {
  await clearStaging(target);
  const staging = await mkdtemp(stagingPrefix(target)); // a pip that outlived a killed process may still write to the previous one
  try {
    await assertSpace(dirname(target), spaceNeeded(wheel, from));
    const archive =
      from === undefined ? await fetch(staging, wheel, progress) : await locate(resolve(from), wheel);
    await verify(archive, wheel, from);
    await unpack(archive, join(staging, 'unpacked'), wheel, progress);
    await rm(target, { recursive: true, force: true });
    await rename(join(staging, 'unpacked'), target);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Removes the remains of an interrupted installation. */
async function clearStaging(target: string): Promise<void> {
  const folder = dirname(target);
  const prefix = basename(stagingPrefix(target));
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function stagingPrefix(target: string): string {
  return `${target}.partial-`;
}

/** Disk space in bytes that an installation needs: the libraries, and the wheel where it is downloaded. */
export function spaceNeeded(wheel: Wheel, from?: string): number {
  return wheel.bytes * (EXPANSION + (from === undefined ? 1 : 0));
}

async function assertSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  throw new EngineError(
    `Installing TensorFlow needs ${megabytes(bytes)} MB in ${folder}, which has ${megabytes(bavail * bsize)} MB left. ` +
      'Free some space, or set ALIGNDET_CACHE to a folder on another disk.',
  );
}

async function fetch(staging: string, wheel: Wheel, progress: Progress): Promise<string> {
  const pip = await findPip();
  if (pip === undefined) {
    throw new EngineError(
      'TensorFlow is downloaded with pip, but no pip was found (tried python3 -m pip, python -m pip, pip3, pip). ' +
        'Install Python 3 with pip (Debian and Ubuntu: apt install python3-pip; macOS: brew install python), ' +
        `or download ${wheel.file} from ${pageOf(wheel)} and run: npx aligndet setup --from <wheel>`,
    );
  }
  const task = progress.start('Downloading TensorFlow', megabytes(wheel.bytes), 'MB');
  try {
    await download(pip, wheel, staging, (bytes) => task.update(megabytes(Math.min(wheel.bytes, bytes))));
    task.update(megabytes(wheel.bytes));
  } finally {
    task.finish();
  }
  return locate(staging, wheel);
}

async function locate(path: string, wheel: Wheel): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return path;
  if (found !== undefined && (await readdir(path)).includes(wheel.file)) return join(path, wheel.file);
  const problem = found === undefined ? `${path} does not exist` : `${path} does not contain ${wheel.file}`;
  throw new EngineError(
    `${problem}. Download ${wheel.file} from ${pageOf(wheel)} and give its path or its folder.`,
  );
}

async function verify(archive: string, wheel: Wheel, from: string | undefined): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(archive, { highWaterMark: 1 << 20 })) hash.update(chunk);
  const found = hash.digest('hex');
  if (found === wheel.sha256) return;
  const advice =
    from === undefined
      ? 'It was deleted. Run npx aligndet setup to download it again; if that fails too, the index that pip reads (see pip config list) holds another file'
      : `Download it again from ${pageOf(wheel)}`;
  throw new EngineError(
    `${basename(archive)} is not the published ${wheel.file}: expected SHA-256 ${wheel.sha256}, but got ${found}. ${advice}.`,
  );
}

async function unpack(archive: string, folder: string, wheel: Wheel, progress: Progress): Promise<void> {
  const targets = new Map(wheel.libraries.map((name) => [name, join(folder, name)]));
  for (const path of targets.values()) await mkdir(dirname(path), { recursive: true });
  let task: ProgressTask | undefined;
  try {
    const sizes = await unzip(archive, targets, (bytes, total) => {
      task ??= progress.start('Unpacking TensorFlow', megabytes(total), 'MB');
      task.update(megabytes(bytes));
    });
    const manifest: Manifest = {
      version: wheel.version,
      wheel: wheel.file,
      sha256: wheel.sha256,
      files: Object.fromEntries(sizes),
    };
    await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  } finally {
    task?.finish();
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}

function pageOf(wheel: Wheel): string {
  return `https://pypi.org/project/${wheel.package}/${wheel.version}/#files`;
}
