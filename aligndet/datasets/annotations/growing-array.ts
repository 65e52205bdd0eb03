/**
 * @module An array that grows by pieces, for records whose number is not known before: appending never copies what is
 * there, and memory is never twice the size.
 */

type NumberArray = Float64Array | Uint32Array | Int32Array | Uint8Array;

/** Elements of a piece, as a power of two. */
const PIECE_BITS = 16;
const PIECE = 1 << PIECE_BITS;
const INSIDE = PIECE - 1;

export class GrowingArray<T extends NumberArray> {
  readonly #make: (length: number) => T;
  #pieces: T[] = [];
  #length = 0;

  /** @param make an array of this many elements, in shared memory. */
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
   * The elements as one array; this object is empty then.
   *
   * @param rows which rows, in which order; all of them when absent.
   * @param width elements of a row.
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

  /** The pieces themselves, for `elementOf`; this object is empty then. */
  takePieces(): readonly T[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#length = 0;
    return pieces;
  }
}

/** Element of what `takePieces` gave. */
export function elementOf(pieces: readonly NumberArray[], index: number): number {
  return pieces[Math.floor(index / PIECE)][index & INSIDE];
}
