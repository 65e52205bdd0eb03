/**
 * @module Concatenated segmentations of a file in shared memory: each polygon is a part, a run-length encoding one
 * part
 * that starts with its size.
 */
import type { Segmentation } from '../../structures/index.js';
import type { UnreadableSegmentation } from './check-segmentation.js';
import { elementOf, GrowingArray } from './growing-array.js';
import { sharedBytes, sharedDoubles, sharedIntegers } from './shared-arrays.js';

const KIND_NONE = 0;
const KIND_POLYGONS = 1;
const KIND_COUNTS = 2;
const KIND_TEXT = 3;
const KIND_UNREADABLE = 4;

/** Dims: N annotations. Parts and their values are in file order. */
export interface SegmentationPool {
  /** `[N]`. */
  readonly kinds: Uint8Array;
  /** `[N]`: parts of annotation n are `firstPolygons[n]` to `firstPolygons[n] + numParts[n]`. */
  readonly firstPolygons: Uint32Array;
  readonly numPolygons: Uint32Array;
  /** `[number of parts + 1]`: start of each part in the values. */
  readonly polygonStarts: Uint32Array;
  /** Values in chunks: a single array of a large file would need twice the memory while it grows. */
  readonly coordinates: readonly Float64Array[];
}

/** The segmentation of annotation `n` as in the file; `null` when it has none. */
export function segmentationAt(pool: SegmentationPool, n: number): Segmentation | null {
  const kind = pool.kinds[n];
  if (kind === KIND_NONE || kind === KIND_UNREADABLE) return null;
  const parts: number[][] = [];
  for (let part = pool.firstPolygons[n]; part < pool.firstPolygons[n] + pool.numPolygons[n]; part++) {
    const coordinates: number[] = [];
    for (let i = pool.polygonStarts[part]; i < pool.polygonStarts[part + 1]; i++) {
      coordinates.push(elementOf(pool.coordinates, i));
    }
    parts.push(coordinates);
  }
  if (kind === KIND_POLYGONS) return parts;
  const [height, width, ...counts] = parts[0];
  return { size: [height, width], counts: kind === KIND_TEXT ? textOf(counts) : counts };
}

/** The start of the segmentation of annotation `n`, when it is neither polygons nor run lengths. */
export function unreadableAt(pool: SegmentationPool, n: number): string | undefined {
  if (pool.kinds[n] !== KIND_UNREADABLE) return undefined;
  const part = pool.firstPolygons[n];
  const [start, end] = [pool.polygonStarts[part], pool.polygonStarts[part + 1]];
  return textOf(Array.from({ length: end - start }, (_, i) => elementOf(pool.coordinates, start + i)));
}

/** Whether annotation `n` has polygons, all with at least three points. */
export function hasOnlyPolygons(
  { kinds, firstPolygons, numPolygons, polygonStarts }: SegmentationPool,
  n: number,
): boolean {
  if (kinds[n] !== KIND_POLYGONS || numPolygons[n] === 0) return false;
  const first = firstPolygons[n];
  for (let part = first; part < first + numPolygons[n]; part++) {
    const length = polygonStarts[part + 1] - polygonStarts[part];
    if (length < 6 || length % 2 === 1) return false;
  }
  return true;
}

/** Length of each polygon of annotation `n`; `undefined` when it has no polygons. */
export function polygonLengthsAt(pool: SegmentationPool, n: number): number[] | undefined {
  if (pool.kinds[n] !== KIND_POLYGONS) return undefined;
  const first = pool.firstPolygons[n];
  const { polygonStarts } = pool;
  return Array.from(
    { length: pool.numPolygons[n] },
    (_, i) => polygonStarts[first + i + 1] - polygonStarts[first + i],
  );
}

/** Collects segmentations. */
export class SegmentationPoolBuilder {
  readonly #kinds = new GrowingArray(sharedBytes);
  readonly #firstPolygons = new GrowingArray(sharedIntegers);
  readonly #numPolygons = new GrowingArray(sharedIntegers);
  readonly #polygonStarts = new GrowingArray(sharedIntegers);
  readonly #coordinates = new GrowingArray(sharedDoubles);

  /** @param segmentation validated. */
  push(segmentation: Segmentation | UnreadableSegmentation | null): void {
    this.#firstPolygons.push(this.#polygonStarts.length);
    if (segmentation === null) {
      this.#kinds.push(KIND_NONE);
      this.#numPolygons.push(0);
    } else if ('shown' in segmentation) {
      this.#kinds.push(KIND_UNREADABLE);
      this.#numPolygons.push(1);
      this.#polygonStarts.push(this.#coordinates.length);
      for (const letter of segmentation.shown) this.#coordinates.push(letter.codePointAt(0) as number);
    } else if (!('counts' in segmentation)) {
      this.#kinds.push(KIND_POLYGONS);
      this.#numPolygons.push(segmentation.length);
      for (const polygon of segmentation) {
        this.#polygonStarts.push(this.#coordinates.length);
        for (const value of polygon) this.#coordinates.push(value);
      }
    } else {
      const { size, counts } = segmentation;
      this.#kinds.push(typeof counts === 'string' ? KIND_TEXT : KIND_COUNTS);
      this.#numPolygons.push(1);
      this.#polygonStarts.push(this.#coordinates.length);
      for (const value of size) this.#coordinates.push(value);
      for (let i = 0; i < counts.length; i++) {
        this.#coordinates.push(typeof counts === 'string' ? counts.charCodeAt(i) : counts[i]);
      }
    }
  }

  /** @param rows indices of the segmentations, in order; all when absent. */
  take(rows: Uint32Array | undefined): SegmentationPool {
    this.#polygonStarts.push(this.#coordinates.length);
    return {
      kinds: this.#kinds.take(rows),
      firstPolygons: this.#firstPolygons.take(rows),
      numPolygons: this.#numPolygons.take(rows),
      polygonStarts: this.#polygonStarts.take(),
      coordinates: this.#coordinates.takePieces(),
    };
  }
}

function textOf(codes: readonly number[]): string {
  return codes.map((code) => String.fromCodePoint(code)).join('');
}
