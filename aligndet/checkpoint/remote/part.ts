/** @module What has come of a file so far: `<target>.part`, and the version that it belongs to in `<target>.etag`. */
import { constants, lstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A version that may be sent back to the server. */
const VERSION = /^[\x20-\x7e]{1,500}$/;

export class Part {
  readonly path: string;
  readonly #versionPath: string;

  constructor(readonly target: string) {
    this.path = `${target}.part`;
    this.#versionPath = `${target}.etag`;
  }

  /** Bytes that are there. Links that somebody put there are not followed. */
  get size(): number {
    return sizeOf(this.path) ?? 0;
  }

  /** What the bytes belong to, if they can be gone on with. */
  get version(): string | undefined {
    const size = sizeOf(this.#versionPath);
    if (size === undefined || size > 1000) return undefined;
    const version = readFileSync(this.#versionPath, 'latin1');
    return VERSION.test(version) ? version : undefined;
  }

  /** @param version `undefined` when the server does not tell: then the next try begins anew. */
  remember(version: string | undefined): void {
    remove(this.#versionPath);
    if (version !== undefined && VERSION.test(version))
      writeFileSync(this.#versionPath, version, { flag: 'wx' });
  }

  /** @returns a descriptor for writing, behind what is there or to a new file. */
  open(goesOn: boolean): number {
    if (!goesOn) remove(this.path);
    const { O_WRONLY, O_NOFOLLOW, O_APPEND, O_CREAT, O_EXCL } = constants;
    return openSync(this.path, O_WRONLY | O_NOFOLLOW | (goesOn ? O_APPEND : O_CREAT | O_EXCL), 0o666);
  }

  /** The part is whole: it gets its name. */
  complete(): void {
    renameSync(this.path, this.target);
    remove(this.#versionPath);
  }

  discard(): void {
    remove(this.path);
    remove(this.#versionPath);
  }
}

/** Size of a file that is no link. */
function sizeOf(path: string): number | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : undefined;
}

function remove(path: string): void {
  rmSync(path, { force: true, recursive: true });
}
