/**
 * @module A lock between processes: one sets the engine up while the others wait for it.
 *
 * The lock is `flock(2)` on a file, which the kernel lets go of when its holder ends, however that ends.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import koffi from 'koffi';
import { EngineError } from '../../core/index.js';

/** Flags of `flock`: one holder, and an answer at once. */
const EXCLUSIVE_NOW = 2 | 4;
const POLL_MS = 250;

/**
 * Runs `work` while no other process runs work under the same lock.
 *
 * @param onWait is told once when another process holds the lock.
 * @throws {EngineError} on a file system without locks.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait: () => void): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'a');
  try {
    for (let told = false; !tryLock(handle, file); told = true) {
      if (!told) onWait();
      await sleep(POLL_MS);
    }
    return await work();
  } finally {
    await handle.close();
  }
}

/** @returns whether the lock is ours now. */
function tryLock({ fd }: FileHandle, file: string): boolean {
  const flock = koffi.load(null).func('int flock(int, int)');
  if (flock(fd, EXCLUSIVE_NOW) === 0) return true;
  const errno = koffi.errno();
  if (errno === constants.errno.EWOULDBLOCK || errno === constants.errno.EINTR) return false;
  throw new EngineError(
    `${file} cannot be locked (error ${errno}): its file system may not know locks. Set ALIGNDET_CACHE to a folder on a local disk.`,
  );
}
