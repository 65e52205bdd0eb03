/**
 * @module An array that grows in chunks, for a number of records not known in advance: appending never copies the
 * elements, so memory never doubles.
 */

type NumberArray = Float64Array | Uint32Array | Int32Array | Uint8Array;

/** Elements of a chunk, a power of two. */
const PIECE_BITS = 16;
const PIECE = 1 << PIECE_BITS;
const INSIDE = PIECE - 1;

export class GrowingArray<T extends NumberArray> {
  readonly #make: (length: number) => T;
  #pieces: T[] = [];
  #length = 0;

  /** @param make allocates an array of this many elements, in shared memory. */
  constructor(make: (length: number) => T) {
    this.#make = make;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const inside = this.#length & INSIDE;
    if (inside === 0) this.#pieces.push(this.#make(PIECE));
    this.#pieces[this.#pieces.length - 1][inside] = value;
    this.#length++;
  }

  at(index: number): number {
    return this.#pieces[index >>> PIECE_BITS][index & INSIDE];
  }

  /**
   * Takes the elements as one array; this object is then empty.
   *
   * @param rows indices of the rows, in order; all when absent.
   * @param width elements per row.
   */
  take(rows?: Uint32Array, width = 1): T {
    const taken = this.#make(rows === undefined ? this.#length : rows.length * width);
    if (rows === undefined) {
      this.#pieces.forEach((piece, i) => {
        taken.set(piece.subarray(0, Math.min(PIECE, this.#length - i * PIECE)), i * PIECE);
      });
    } else {
      let to = 0;
      for (const row of rows) {
        for (let k = 0; k < width; k++) taken[to++] = this.at(row * width + k);
      }
    }
    this.#pieces = [];
    this.#length = 0;
    return taken;
  }

  /** Takes the chunks, for `elementOf`; this object is then empty. */
  takePieces(): readonly T[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#length = 0;
    return pieces;
  }
}

/** Element of the chunks from `takePieces`. */
export function elementOf(pieces: readonly NumberArray[], index: number): number {
  return pieces[Math.floor(index / PIECE)][index & INSIDE];
}
