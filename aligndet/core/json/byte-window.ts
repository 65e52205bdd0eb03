/** @module A moving window over the bytes of a file. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes per read. */
const WINDOW = 4 << 20;

/** Maximum bytes of a single value in the file, which becomes one object in memory. */
const MAX_WINDOW = 1 << 30;

export class ByteWindow {
  /** Followed by a 0 byte. */
  bytes = Buffer.alloc(WINDOW + 1);
  /** Number of bytes of the file that are in `bytes`. */
  length = 0;
  /** Offset of `bytes` in the file. */
  offset = 0;
  readonly #file: number;
  /** Size of the file, or 0 for a pipe. */
  readonly sizeBytes: number;

  /** @throws errors of the file system. */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.sizeBytes = fstatSync(this.#file).size;
    this.advance(0);
  }

  /** Drops the bytes before index `from` and reads more. @returns whether there was more. */
  advance(from: number): boolean {
    const kept = this.length - from;
    if (kept === this.bytes.length - 1) this.#grow();
    else this.bytes.copyWithin(0, from, this.length);
    const read = readSync(this.#file, this.bytes, kept, this.bytes.length - 1 - kept, null);
    this.offset += from;
    this.length = kept + read;
    this.bytes[this.length] = 0;
    return read > 0;
  }

  #grow(): void {
    const { length } = this.bytes;
    if (length > MAX_WINDOW) throw new RangeError(`a single value is longer than ${MAX_WINDOW >> 20} MiB`);
    const grown = Buffer.alloc(2 * (length - 1) + 1);
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  close(): void {
    closeSync(this.#file);
  }
}
