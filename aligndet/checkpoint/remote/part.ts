/** @module A partial download: `<target>.part`, and the version that it belongs to in `<target>.etag`. */
import { constants, lstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A validator that may be sent back to the server. */
const VERSION = /^[\x20-\x7e]{1,500}$/;

export class Part {
  readonly path: string;
  readonly #versionPath: string;

  constructor(readonly target: string) {
    this.path = `${target}.part`;
    this.#versionPath = `${target}.etag`;
  }

  /** Bytes received so far. Symbolic links are not followed. */
  get size(): number {
    return sizeOf(this.path) ?? 0;
  }

  /** The validator of the bytes, if the download can be resumed. */
  get version(): string | undefined {
    const size = sizeOf(this.#versionPath);
    if (size === undefined || size > 1000) return undefined;
    const version = readFileSync(this.#versionPath, 'latin1');
    return VERSION.test(version) ? version : undefined;
  }

  /** @param version `undefined` if the server sends none: then the next try starts over. */
  remember(version: string | undefined): void {
    remove(this.#versionPath);
    if (version !== undefined && VERSION.test(version))
      writeFileSync(this.#versionPath, version, { flag: 'wx' });
  }

  /** @returns a descriptor for appending, or for a new file. */
  open(goesOn: boolean): number {
    if (!goesOn) remove(this.path);
    const { O_WRONLY, O_NOFOLLOW, O_APPEND, O_CREAT, O_EXCL } = constants;
    return openSync(this.path, O_WRONLY | O_NOFOLLOW | (goesOn ? O_APPEND : O_CREAT | O_EXCL), 0o666);
  }

  /** The download is complete: it is renamed to its final name. */
  complete(): void {
    renameSync(this.path, this.target);
    remove(this.#versionPath);
  }

  discard(): void {
    remove(this.path);
    remove(this.#versionPath);
  }
}

/** Size of a file that is not a link. */
function sizeOf(path: string): number | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : undefined;
}

function remove(path: string): void {
  rmSync(path, { force: true, recursive: true });
}
