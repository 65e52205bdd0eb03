/**
 * @module Limits for reading one file: everything that its pickles create is counted in bytes against a constant plus a
 * multiple of the bytes read, so that a small file neither fills the memory nor takes long.
 */
import { nodeModule } from '../../core/portable.js';
import { corrupt } from './corrupt.js';

/** Bytes that every file may use. */
const FREE_BYTES = 1 << 26;

/** Bytes in memory per byte of a pickle. The pickle of a state dict takes about eight. */
const PER_BYTE = 32;

/** Compressed pickles of state dicts shrink to a tenth; bytes above that ratio are not counted. */
const HONEST_RATIO = 8;

/** Fraction of Node's heap: above it the process would be killed without a message. */
const LARGEST_FRACTION = 0.7;

/** For browsers, which do not expose it. */
const HEAP_OF_BROWSERS = 2 ** 31;

function heapLimit(): number {
  return nodeModule('node:v8')?.getHeapStatistics().heap_size_limit ?? HEAP_OF_BROWSERS;
}

export class Budget {
  #left = FREE_BYTES;
  #taken = 0;
  readonly #largest = heapLimit() * LARGEST_FRACTION;
  readonly #perByte: number;

  /** @param ratio of the pickle's size to its compressed size in the file. */
  constructor(ratio = 1) {
    this.#perByte = PER_BYTE * Math.min(1, HONEST_RATIO / ratio);
  }

  /** Counts bytes of a pickle that were read. */
  earn(bytes: number): void {
    this.#left += bytes * this.#perByte;
  }

  /** @returns whether that much was left. */
  spend(bytes: number): boolean {
    this.#left -= bytes;
    this.#taken += bytes;
    return this.#left >= 0 && this.#taken <= this.#largest;
  }

  /** The error if the limit is exceeded. */
  exceeded(): Error {
    const size = `${Math.round(this.#taken / 2 ** 20)} MiB`;
    return corrupt(
      this.#left < 0
        ? `its values would take more than ${size} of memory, out of proportion to its size`
        : `its values take more than ${size}, which exceeds Node's heap (NODE_OPTIONS=--max-old-space-size=... sets its size)`,
    );
  }
}
