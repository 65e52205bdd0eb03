/**
 * @module Visibility of each digit when later objects cover earlier ones.
 *
 * Dims: S, the width and height of a scene.
 */
import { forPixels, type Patch } from './canvas.js';

/** Coverage above which a pixel belongs to an object. */
const OWNED = 0.5;

/** Marks a pixel without digit. */
const NOBODY = -1;

export class Visibility {
  /** `[S, S]`: which digit is on top. */
  readonly #owner: Int16Array;
  /** Pixels of each digit: drawn, and still visible. */
  readonly #drawn: number[] = [];
  readonly #seen: number[] = [];

  constructor(readonly size: number) {
    this.#owner = new Int16Array(size * size).fill(NOBODY);
  }

  /** Whether every digit keeps a min fraction of its pixels visible under `patch`. */
  allows(patch: Patch, minVisible: number): boolean {
    const lost = this.#seen.map(() => 0);
    forPixels(patch, this.size, (pixel, alpha) => {
      if (alpha > OWNED && this.#owner[pixel] !== NOBODY) lost[this.#owner[pixel]]++;
    });
    return lost.every((pixels, digit) => this.#seen[digit] - pixels >= minVisible * this.#drawn[digit]);
  }

  /** Adds a distractor. */
  cover(patch: Patch): void {
    this.#own(patch, NOBODY);
  }

  /** Adds a digit; digits are 0-based. */
  add(patch: Patch): void {
    const digit = this.#drawn.length;
    this.#drawn.push(patch.alpha.reduce((sum, alpha) => sum + (alpha > OWNED ? 1 : 0), 0));
    this.#seen.push(0);
    this.#own(patch, digit);
  }

  /** Fraction of a patch's pixels inside the scene. */
  fractionInside(patch: Patch): number {
    const drawn = patch.alpha.reduce((sum, alpha) => sum + (alpha > OWNED ? 1 : 0), 0);
    let inside = 0;
    forPixels(patch, this.size, (_, alpha) => {
      if (alpha > OWNED) inside++;
    });
    return drawn === 0 ? 0 : inside / drawn;
  }

  /** `[S, S]`: 1 where the digit is seen. */
  mask(digit: number): Uint8Array {
    const mask = new Uint8Array(this.#owner.length);
    for (let pixel = 0; pixel < mask.length; pixel++) mask[pixel] = this.#owner[pixel] === digit ? 1 : 0;
    return mask;
  }

  #own(patch: Patch, digit: number): void {
    forPixels(patch, this.size, (pixel, alpha) => {
      if (alpha <= OWNED) return;
      const before = this.#owner[pixel];
      if (before !== NOBODY) this.#seen[before]--;
      if (digit !== NOBODY) this.#seen[digit]++;
      this.#owner[pixel] = digit;
    });
  }
}
