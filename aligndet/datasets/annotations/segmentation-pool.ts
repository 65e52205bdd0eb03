/**
 * @module Segmentations of a file one after the other, in shared memory: polygons part by part, run lengths as one part
 * that starts with its size.
 */
import type { Segmentation } from '../../structures/index.js';
import type { UnreadableSegmentation } from './check-segmentation.js';
import { elementOf, GrowingArray } from './growing-array.js';
import { sharedBytes, sharedIntegers, sharedNumbers } from './shared-arrays.js';

const KIND_NONE = 0;
const KIND_POLYGONS = 1;
const KIND_COUNTS = 2;
const KIND_TEXT = 3;
const KIND_UNREADABLE = 4;

/** Dims: N annotations. Parts, and the numbers in them, lie in the order of the file. */
export interface SegmentationPool {
  /** `[N]`. */
  readonly kinds: Uint8Array;
  /** `[N]`: parts of annotation n are `firstParts[n]` to `firstParts[n] + numParts[n]`. */
  readonly firstParts: Uint32Array;
  readonly numParts: Uint32Array;
  /** `[number of parts + 1]`: where each part starts among the numbers. */
  readonly partStarts: Uint32Array;
  /** Numbers in pieces: one array of a large file would need all memory twice while it grows. */
  readonly numbers: readonly Float64Array[];
}

/** The segmentation of annotation `n`, as the file has it; `null` when it has none. */
export function segmentationAt(pool: SegmentationPool, n: number): Segmentation | null {
  const kind = pool.kinds[n];
  if (kind === KIND_NONE || kind === KIND_UNREADABLE) return null;
  const parts: number[][] = [];
  for (let part = pool.firstParts[n]; part < pool.firstParts[n] + pool.numParts[n]; part++) {
    const numbers: number[] = [];
    for (let i = pool.partStarts[part]; i < pool.partStarts[part + 1]; i++) {
      numbers.push(elementOf(pool.numbers, i));
    }
    parts.push(numbers);
  }
  if (kind === KIND_POLYGONS) return parts;
  const [height, width, ...counts] = parts[0];
  return { size: [height, width], counts: kind === KIND_TEXT ? textOf(counts) : counts };
}

/** How the segmentation of annotation `n` begins, when it is neither polygons nor run lengths. */
export function unreadableAt(pool: SegmentationPool, n: number): string | undefined {
  if (pool.kinds[n] !== KIND_UNREADABLE) return undefined;
  const part = pool.firstParts[n];
  const [start, end] = [pool.partStarts[part], pool.partStarts[part + 1]];
  return textOf(Array.from({ length: end - start }, (_, i) => elementOf(pool.numbers, start + i)));
}

/** Whether annotation `n` has polygons, all of three points or more. */
export function hasOnlyPolygons(
  { kinds, firstParts, numParts, partStarts }: SegmentationPool,
  n: number,
): boolean {
  if (kinds[n] !== KIND_POLYGONS || numParts[n] === 0) return false;
  const first = firstParts[n];
  for (let part = first; part < first + numParts[n]; part++) {
    const length = partStarts[part + 1] - partStarts[part];
    if (length < 6 || length % 2 === 1) return false;
  }
  return true;
}

/** How many numbers each polygon of annotation `n` has; `undefined` when it has no polygons. */
export function polygonLengthsAt(pool: SegmentationPool, n: number): number[] | undefined {
  if (pool.kinds[n] !== KIND_POLYGONS) return undefined;
  const first = pool.firstParts[n];
  const { partStarts } = pool;
  return Array.from(
    { length: pool.numParts[n] },
    (_, i) => partStarts[first + i + 1] - partStarts[first + i],
  );
}

/** Takes segmentations as they come. */
export class SegmentationPoolBuilder {
  readonly #kinds = new GrowingArray(sharedBytes);
  readonly #firstParts = new GrowingArray(sharedIntegers);
  readonly #numParts = new GrowingArray(sharedIntegers);
  readonly #partStarts = new GrowingArray(sharedIntegers);
  readonly #numbers = new GrowingArray(sharedNumbers);

  /** @param segmentation checked. */
  push(segmentation: Segmentation | UnreadableSegmentation | null): void {
    this.#firstParts.push(this.#partStarts.length);
    if (segmentation === null) {
      this.#kinds.push(KIND_NONE);
      this.#numParts.push(0);
    } else if ('shown' in segmentation) {
      this.#kinds.push(KIND_UNREADABLE);
      this.#numParts.push(1);
      this.#partStarts.push(this.#numbers.length);
      for (const letter of segmentation.shown) this.#numbers.push(letter.codePointAt(0) as number);
    } else if (!('counts' in segmentation)) {
      this.#kinds.push(KIND_POLYGONS);
      this.#numParts.push(segmentation.length);
      for (const polygon of segmentation) {
        this.#partStarts.push(this.#numbers.length);
        for (const value of polygon) this.#numbers.push(value);
      }
    } else {
      const { size, counts } = segmentation;
      this.#kinds.push(typeof counts === 'string' ? KIND_TEXT : KIND_COUNTS);
      this.#numParts.push(1);
      this.#partStarts.push(this.#numbers.length);
      for (const value of size) this.#numbers.push(value);
      for (let i = 0; i < counts.length; i++) {
        this.#numbers.push(typeof counts === 'string' ? counts.charCodeAt(i) : counts[i]);
      }
    }
  }

  /** @param rows which segmentations, in which order; all of them when absent. */
  take(rows: Uint32Array | undefined): SegmentationPool {
    this.#partStarts.push(this.#numbers.length);
    return {
      kinds: this.#kinds.take(rows),
      firstParts: this.#firstParts.take(rows),
      numParts: this.#numParts.take(rows),
      partStarts: this.#partStarts.take(),
      numbers: this.#numbers.takePieces(),
    };
  }
}

function textOf(codes: readonly number[]): string {
  return codes.map((code) => String.fromCodePoint(code)).join('');
}
