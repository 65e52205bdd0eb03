/**
 * @module A COCO annotation file as flat arrays. Numbers lie in shared memory: worker threads read the one copy.
 *
 * Dims: I images, N annotations in the order of their images, then of the file. Boxes are `[x, y, width, height]`.
 */
import type { Segmentation } from '../../structures/index.js';

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
}

export interface CocoIndex {
  /** Path of the file. */
  readonly path: string;
  /** In file order. */
  readonly categories: readonly CocoCategory[];
  readonly imageIds: readonly (number | string)[];
  readonly fileNames: readonly string[];
  readonly widths: Int32Array;
  readonly heights: Int32Array;
  /** `[I + 1]`: annotations of image i are `starts[i]` to `starts[i + 1]`. */
  readonly starts: Int32Array;
  readonly ids: Float64Array;
  readonly categoryIds: Float64Array;
  /** `[N, 4]`. */
  readonly boxes: Float64Array;
  readonly areas: Float64Array;
  /** Bits of {@link FLAG_CROWD} and {@link FLAG_IGNORE}. */
  readonly flags: Uint8Array;
  readonly segmentations: SegmentationPool;
  /** Annotations whose image the file does not list. */
  readonly numOrphans: number;
}

export const FLAG_CROWD = 1;
export const FLAG_IGNORE = 2;

const KIND_NONE = 0;
const KIND_POLYGONS = 1;
const KIND_COUNTS = 2;
const KIND_TEXT = 3;

/** Segmentations one after the other: polygons part by part, run lengths as one part that starts with its size. */
export interface SegmentationPool {
  /** `[N]`. */
  readonly kinds: Uint8Array;
  /** `[N + 1]`: parts of annotation n are `parts[n]` to `parts[n + 1]`. */
  readonly parts: Uint32Array;
  /** `[number of parts + 1]`: where each part starts in `numbers`. */
  readonly partStarts: Uint32Array;
  readonly numbers: Float64Array;
}

/** The segmentation of annotation `n`, as the file has it; `null` when it has none. */
export function segmentationAt(pool: SegmentationPool, n: number): Segmentation | null {
  const kind = pool.kinds[n];
  if (kind === KIND_NONE) return null;
  const parts: number[][] = [];
  for (let part = pool.parts[n]; part < pool.parts[n + 1]; part++) {
    parts.push(Array.from(pool.numbers.subarray(pool.partStarts[part], pool.partStarts[part + 1])));
  }
  if (kind === KIND_POLYGONS) return parts;
  const [height, width, ...counts] = parts[0];
  return { size: [height, width], counts: kind === KIND_TEXT ? textOf(counts) : counts };
}

/** @param segmentations `[N]`, checked. */
export function poolSegmentations(segmentations: readonly (Segmentation | null)[]): SegmentationPool {
  const count = segmentations.length;
  const kinds = sharedBytes(count);
  const parts = sharedIntegers(count + 1);
  let [numParts, numNumbers] = [0, 0];
  segmentations.forEach((segmentation, n) => {
    kinds[n] = kindOf(segmentation);
    for (const length of partLengths(segmentation)) {
      numParts++;
      numNumbers += length;
    }
    parts[n + 1] = numParts;
  });
  const partStarts = sharedIntegers(numParts + 1);
  const numbers = sharedNumbers(numNumbers);
  let [part, at] = [0, 0];
  for (const segmentation of segmentations) {
    for (const values of partsOf(segmentation)) {
      for (let i = 0; i < values.length; i++) numbers[at++] = values[i];
      partStarts[++part] = at;
    }
  }
  return { kinds, parts, partStarts, numbers };
}

function kindOf(segmentation: Segmentation | null): number {
  if (segmentation === null) return KIND_NONE;
  if (!('counts' in segmentation)) return KIND_POLYGONS;
  return typeof segmentation.counts === 'string' ? KIND_TEXT : KIND_COUNTS;
}

function partLengths(segmentation: Segmentation | null): number[] {
  if (segmentation === null) return [];
  return 'counts' in segmentation
    ? [2 + segmentation.counts.length]
    : segmentation.map((polygon) => polygon.length);
}

function partsOf(segmentation: Segmentation | null): readonly (readonly number[])[] {
  if (segmentation === null) return [];
  if (!('counts' in segmentation)) return segmentation;
  const { size, counts } = segmentation;
  const numbers = typeof counts === 'string' ? Array.from(counts, (letter) => letter.charCodeAt(0)) : counts;
  return [[...size, ...numbers]];
}

function textOf(codes: readonly number[]): string {
  return codes.map((code) => String.fromCharCode(code)).join('');
}

export function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

export function sharedIntegers(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(length * Uint32Array.BYTES_PER_ELEMENT));
}

export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

export function sharedInts(values: readonly number[]): Int32Array {
  const array = new Int32Array(new SharedArrayBuffer(values.length * Int32Array.BYTES_PER_ELEMENT));
  array.set(values);
  return array;
}
