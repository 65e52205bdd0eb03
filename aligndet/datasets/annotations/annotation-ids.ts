/**
 * @module The ids of a file's annotations: numbers, and bigints for the few files whose ids a double cannot
 * represent.
 */
import { DataError } from '../../core/index.js';
import type { AnnotationId } from '../../structures/index.js';
import { GrowingArray } from './growing-array.js';
import { sharedDoubles } from './shared-arrays.js';

/** Maximum size of a Map or Set. */
const MAX_BIG = 2 ** 24 - 1;

export class AnnotationIds {
  readonly #coordinates = new GrowingArray(sharedDoubles);
  /** By index; NaN takes their place among the numbers. */
  readonly #big = new Map<number, bigint>();

  get length(): number {
    return this.#coordinates.length;
  }

  push(id: AnnotationId): void {
    if (typeof id === 'bigint') {
      if (this.#big.size === MAX_BIG) {
        throw new DataError(
          `More than ${MAX_BIG} annotation ids are above 2^53. Number the annotations from 1.`,
        );
      }
      this.#big.set(this.#coordinates.length, id);
    }
    this.#coordinates.push(typeof id === 'bigint' ? Number.NaN : id);
  }

  /**
   * @param rows indices of the ids, in order; all when absent.
   * @returns the ids, and those that occur more than once: as in the reference, ids must be unique among `rows` only.
   */
  take(rows: Uint32Array | undefined) {
    const ids = this.#coordinates.take(rows);
    const bigIds = rows === undefined || this.#big.size === 0 ? this.#big : this.#bigOf(rows);
    return { ids, bigIds, repeated: [...repeatedNumbers(ids), ...repeatedBig(bigIds)] };
  }

  #bigOf(rows: Uint32Array): Map<number, bigint> {
    const chosen = new Map<number, bigint>();
    rows.forEach((row, n) => {
      const id = this.#big.get(row);
      if (id !== undefined) chosen.set(n, id);
    });
    return chosen;
  }
}

function repeatedNumbers(ids: Float64Array): Set<number> {
  const repeated = new Set<number>();
  if (isAscending(ids)) return repeated;
  const sorted = Float64Array.from(ids).sort();
  for (let n = 1; n < sorted.length; n++) if (sorted[n] === sorted[n - 1]) repeated.add(sorted[n]);
  return repeated;
}

/** The usual case, which needs no sorting. */
function isAscending(ids: Float64Array): boolean {
  for (let n = 1; n < ids.length; n++) if (!(ids[n] > ids[n - 1])) return false;
  return true;
}

function repeatedBig(ids: ReadonlyMap<number, bigint>): Set<bigint> {
  const seen = new Set<bigint>();
  const repeated = new Set<bigint>();
  for (const id of ids.values()) (seen.has(id) ? repeated : seen).add(id);
  return repeated;
}
