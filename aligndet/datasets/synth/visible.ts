/**
 * @module What can be seen of each digit when later things cover earlier ones.
 *
 * Dims: S, the width and height of a scene.
 */
import { forPixels, type Patch } from './canvas.js';

/** A pixel belongs to what covers it by more than this. */
const OWNED = 0.5;

/** No digit. */
const NOBODY = -1;

export class Visibility {
  /** `[S, S]`: which digit is on top. */
  readonly #owner: Int16Array;
  /** Pixels of each digit: drawn, and still seen. */
  readonly #drawn: number[] = [];
  readonly #seen: number[] = [];

  constructor(readonly size: number) {
    this.#owner = new Int16Array(size * size).fill(NOBODY);
  }

  /** Whether every digit keeps a share of its pixels in sight when `patch` is laid upon them. */
  allows(patch: Patch, minVisible: number): boolean {
    const lost = this.#seen.map(() => 0);
    forPixels(patch, this.size, (pixel, alpha) => {
      if (alpha > OWNED && this.#owner[pixel] !== NOBODY) lost[this.#owner[pixel]]++;
    });
    return lost.every((pixels, digit) => this.#seen[digit] - pixels >= minVisible * this.#drawn[digit]);
  }

  /** Lays something that is no digit over the scene. */
  cover(patch: Patch): void {
    this.#own(patch, NOBODY);
  }

  /** Lays a digit over the scene; digits count from 0. */
  add(patch: Patch): void {
    const digit = this.#drawn.length;
    this.#drawn.push(patch.alpha.reduce((sum, alpha) => sum + (alpha > OWNED ? 1 : 0), 0));
    this.#seen.push(0);
    this.#own(patch, digit);
  }

  /** Share of a patch's pixels that lie in the scene. */
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
