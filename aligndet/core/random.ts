/**
 * @module Seeded random numbers: the Mersenne Twister MT19937, which both numpy's legacy generator and torch's CPU
 * generator use, with the draws of both. Nothing in the project calls `Math.random`.
 *
 * Matsumoto & Nishimura 1998; draw recipes as in numpy 1.x `RandomState` and torch 1.13 `CPUGeneratorImpl`.
 */

const SIZE = 624;
const SHIFT = 397;

/** The random number interface. Golden cases replay recorded draws through it. */
export interface RandomSource {
  /** numpy `random()`: a double in [0, 1). */
  random(): number;
  /** numpy `uniform(low, high)`. */
  uniform(low: number, high: number): number;
  /** numpy `randint(low, high)`: an integer in [low, high). */
  integer(low: number, high: number): number;
  /** numpy `choice(n)`, or with probabilities `p`: an index below `n`. */
  choice(n: number, p?: readonly number[]): number;
  /** numpy `permutation(n)`. */
  permutation(n: number): number[];
  /** numpy `normal(mean, std)`. */
  normal(mean: number, std: number): number;
  /** torch `rand(1)`: a float32 in [0, 1) of 24 bits. */
  torchRandom(): number;
  /** torch `uniform_(low, high)`. */
  torchUniform(low: number, high: number): number;
  /** torch `randperm(n)`. */
  torchPermutation(n: number): number[];
}

/** The complete state of the generator. Plain data: fits a checkpoint and a worker message. */
export interface RandomState {
  readonly words: readonly number[];
  readonly position: number;
  readonly spareNormal: number | null;
}

export class Random implements RandomSource {
  #words = new Uint32Array(SIZE);
  #position = SIZE;
  #spareNormal: number | null = null;

  /** @param seed an integer in [0, 2^32), as numpy's and torch's `manual_seed` take it. */
  constructor(seed: number) {
    this.#words[0] = seed >>> 0;
    for (let i = 1; i < SIZE; i++) {
      const previous = this.#words[i - 1] ^ (this.#words[i - 1] >>> 30);
      this.#words[i] = Math.imul(previous, 1812433253) + i;
    }
  }

  /**
   * An independent generator for each combination of keys, such as (seed, epoch, index): its draws
   * do not depend on other generators or on the worker.
   */
  static derive(...keys: readonly number[]): Random {
    let hash = 0x9e3779b9;
    for (const key of keys) {
      hash = mix(hash ^ (key >>> 0));
      hash = mix(hash + Math.floor(key / 2 ** 32) + 0x85ebca6b);
    }
    return new Random(hash >>> 0);
  }

  static restore(state: RandomState): Random {
    const random = new Random(0);
    random.restore(state);
    return random;
  }

  restore(state: RandomState): void {
    this.#words.set(state.words);
    this.#position = state.position;
    this.#spareNormal = state.spareNormal;
  }

  get state(): RandomState {
    return { words: [...this.#words], position: this.#position, spareNormal: this.#spareNormal };
  }

  random(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  integer(low: number, high: number): number {
    return low + this.#upTo(high - 1 - low);
  }

  choice(n: number, p?: readonly number[]): number {
    if (p === undefined) return this.integer(0, n);
    const sums: number[] = [];
    let total = 0;
    for (const probability of p) {
      total += probability;
      sums.push(total);
    }
    const at = this.random();
    const found = sums.findIndex((sum) => sum / total > at);
    return found < 0 ? n - 1 : found;
  }

  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.#upTo(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** Polar method, as in numpy's legacy `gauss`: every second call uses the spare value of the one before. */
  normal(mean = 0, std = 1): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return mean + std * spare;
    }
    for (;;) {
      const x = 2 * this.random() - 1;
      const y = 2 * this.random() - 1;
      const radius = x * x + y * y;
      if (radius >= 1 || radius === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(radius)) / radius);
      this.#spareNormal = factor * x;
      return mean + std * factor * y;
    }
  }

  torchRandom(): number {
    return (this.#next() & 0xffffff) / 0x1000000;
  }

  torchUniform(low: number, high: number): number {
    return Math.fround(
      this.torchRandom() * Math.fround(Math.fround(high) - Math.fround(low)) + Math.fround(low),
    );
  }

  torchPermutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = 0; i < n - 1; i++) {
      const j = i + (this.#next() % (n - i));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** numpy's masked rejection: an integer in [0, most]; draws nothing when `limit` is 0. */
  #upTo(limit: number): number {
    if (limit <= 0) return 0;
    const mask = limit >= 2 ** 31 ? 0xffffffff : 2 ** (32 - Math.clz32(limit)) - 1;
    for (;;) {
      const value = (this.#next() & mask) >>> 0;
      if (value <= limit) return value;
    }
  }

  /** The next 32 bits. */
  #next(): number {
    if (this.#position >= SIZE) this.#twist();
    let word = this.#words[this.#position++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    const words = this.#words;
    for (let i = 0; i < SIZE; i++) {
      const joined = (words[i] & 0x80000000) | (words[(i + 1) % SIZE] & 0x7fffffff);
      words[i] = words[(i + SHIFT) % SIZE] ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}

/** Finalizer of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
