/**
 * @module A lock between processes: one works while the others wait for it.
 *
 * The lock is `flock(2)` on a file, which the kernel releases when its holder ends, however that happens: Ctrl-C and
 * `kill -9` leave no stale lock.
 */
import { existsSync, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError } from './errors.js';

/** Flags of `flock`: exclusive and non-blocking. */
const EXCLUSIVE_NOW = 2 | 4;
const POLL_MS = 250;

/**
 * Runs `work` while no other process holds the same lock. The lock file is removed afterwards.
 *
 * @param onWait is called once when another process holds the lock.
 * @throws {DataError} on a file system without locks.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait: () => void): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  let handle = await open(file, 'a');
  try {
    for (let told = false; ; ) {
      const isOurs = await tryLock(handle, file);
      // The holder removes the file when it is done: then the lock of the next file of that name counts.
      if (await isOther(handle, file)) {
        await handle.close();
        handle = await open(file, 'a');
      } else if (isOurs) {
        break;
      } else {
        if (!told) onWait();
        told = true;
        await sleep(POLL_MS);
      }
    }
    try {
      return await work();
    } finally {
      await rm(file, { force: true });
    }
  } finally {
    await handle.close();
  }
}

/** @returns whether the lock was acquired. */
async function tryLock(handle: FileHandle, file: string): Promise<boolean> {
  const { default: koffi } = await import('koffi'); // native code, loaded only when a lock is taken
  const flock = koffi.load(null).func('int flock(int, int)');
  if (flock(handle.fd, EXCLUSIVE_NOW) === 0) return true;
  const errno = koffi.errno();
  if (errno === constants.errno.EWOULDBLOCK || errno === constants.errno.EINTR) return false;
  throw new DataError(
    `${file} cannot be locked (error ${errno}): its file system may not support locks. Set ALIGNDET_CACHE to a folder on a local disk.`,
  );
}

/** Whether the path refers to another file than the open one, or to none. */
async function isOther(handle: FileHandle, file: string): Promise<boolean> {
  return !existsSync(file) || statSync(file).ino !== (await handle.stat()).ino;
}
