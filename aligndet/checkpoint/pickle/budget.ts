/**
 * @module What reading one file may take: everything that its pickles make is counted in bytes against a constant and a
 * multiple of what was read, so that a small file neither fills the memory nor takes long.
 */
import { nodeModule } from '../../core/portable.js';
import { corrupt } from './corrupt.js';

/** What every file may take. */
const FREE_BYTES = 1 << 26;

/** Bytes in memory for each byte of a pickle. The pickle of a state dict takes about eight. */
const PER_BYTE = 32;

/** Deflated pickles of state dicts shrink to a tenth; of a higher ratio the rest counts nothing. */
const HONEST_RATIO = 8;

/** Fraction of Node's heap: beyond it the process would end without a word. */
const LARGEST_FRACTION = 0.7;

/** A browser's, where it is not told. */
const HEAP_OF_BROWSERS = 2 ** 31;

function heapLimit(): number {
  return nodeModule('node:v8')?.getHeapStatistics().heap_size_limit ?? HEAP_OF_BROWSERS;
}

export class Budget {
  #left = FREE_BYTES;
  #taken = 0;
  readonly #largest = heapLimit() * LARGEST_FRACTION;
  readonly #perByte: number;

  /** @param ratio of the pickle's size to what it takes in the file. */
  constructor(ratio = 1) {
    this.#perByte = PER_BYTE * Math.min(1, HONEST_RATIO / ratio);
  }

  /** That many more bytes of a pickle were read. */
  earn(bytes: number): void {
    this.#left += bytes * this.#perByte;
  }

  /** @returns whether that much was left. */
  spend(bytes: number): boolean {
    this.#left -= bytes;
    this.#taken += bytes;
    return this.#left >= 0 && this.#taken <= this.#largest;
  }

  /** What to throw when too much was spent. */
  exceeded(): Error {
    const size = `${Math.round(this.#taken / 2 ** 20)} MiB`;
    return corrupt(
      this.#left < 0
        ? `its values would take more than ${size} of memory, far more than its size explains`
        : `its values take more than ${size}, which Node's heap does not hold (NODE_OPTIONS=--max-old-space-size=... sets its size)`,
    );
  }
}
