/**
 * @module A lock between processes: one works while the others wait for it.
 *
 * The lock is `flock(2)` on a file, which the kernel lets go of when its holder ends, however that ends: Ctrl-C and
 * `kill -9` leave nothing that somebody would have to take over.
 */
import { existsSync, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError } from './errors.js';

/** Flags of `flock`: one holder, and an answer at once. */
const EXCLUSIVE_NOW = 2 | 4;
const POLL_MS = 250;

/**
 * Runs `work` while no other process runs work under the same lock. The file of the lock is removed afterwards.
 *
 * @param onWait is told once when another process holds the lock.
 * @throws {DataError} on a file system without locks.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait: () => void): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  let handle = await open(file, 'a');
  try {
    for (let told = false; ; ) {
      const isOurs = await tryLock(handle, file);
      // Who is done removes the file: then the lock of the next file of that name counts.
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

/** @returns whether the open file is locked by us now. */
async function tryLock(handle: FileHandle, file: string): Promise<boolean> {
  const { default: koffi } = await import('koffi'); // only who locks needs native code
  const flock = koffi.load(null).func('int flock(int, int)');
  if (flock(handle.fd, EXCLUSIVE_NOW) === 0) return true;
  const errno = koffi.errno();
  if (errno === constants.errno.EWOULDBLOCK || errno === constants.errno.EINTR) return false;
  throw new DataError(
    `${file} cannot be locked (error ${errno}): its file system may not know locks. Set ALIGNDET_CACHE to a folder on a local disk.`,
  );
}

/** Whether the name belongs to another file than the one that is open, or to none. */
async function isOther(handle: FileHandle, file: string): Promise<boolean> {
  return !existsSync(file) || statSync(file).ino !== (await handle.stat()).ino;
}
