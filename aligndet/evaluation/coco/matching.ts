/**
 * @module Matches the detections of one category with ground truths.
 *
 * Detections are processed by descending score. Within an image each is matched with the free ground truth of max IoU;
 * ignored ones (crowds, other sizes) are used only if no other matches, and crowds by any number of detections.
 * Detections of different images are interleaved: they never compete, and precision is computed in this order.
 *
 * Dims: D detections of the category, G ground truths, A area ranges, T IoU thresholds.
 */
import { boxIou, runsIou } from '../../structures/portable.js';
import type { DetectedInstances, TrueInstances } from './instances.js';
import type { Protocol } from './protocol.js';

/** An IoU of exactly 1 may be missed in floating point: a threshold is at most this. */
const LARGEST_THRESHOLD = 1 - 1e-10;

export const UNMATCHED = 0;
export const FOUND = 1;
export const IGNORED = 2;

/** The ground truths of one category: rows `first..end` of `order`, which is sorted by image. */
export interface GroundTruthRows {
  readonly order: Int32Array;
  readonly first: number;
  readonly end: number;
}

/** Detections that overlap a ground truth above the lowest threshold, in score order. */
export interface Matches {
  /** Index of each such detection among the category's detections. */
  readonly positions: number[];
  /** `[places.length, A, T]`: UNMATCHED, FOUND or IGNORED. */
  readonly states: Uint8Array;
}

/** Buffers that are reused for every category. */
export class Matcher {
  readonly #groundTruth: TrueInstances;
  readonly #detected: DetectedInstances;
  readonly #thresholds: Float64Array;
  readonly #minimum: number;
  readonly #ranges: Protocol['areaRanges'];
  /** First row of each image among the category's ground truths, and the row after the last. */
  readonly #firstRow: Int32Array;
  readonly #endRow: Int32Array;
  #rows: GroundTruthRows = { order: new Int32Array(0), first: 0, end: 0 };
  #ignored: Uint8Array = new Uint8Array(0);
  #taken: Uint8Array = new Uint8Array(0);
  #candidates: Int32Array = new Int32Array(64);
  #overlaps: Float64Array = new Float64Array(64);
  #states: Uint8Array = new Uint8Array(4096);

  constructor(
    groundTruth: TrueInstances,
    detected: DetectedInstances,
    imageCount: number,
    protocol: Protocol,
  ) {
    this.#groundTruth = groundTruth;
    this.#detected = detected;
    this.#thresholds = protocol.iouThresholds.map((threshold) => Math.min(threshold, LARGEST_THRESHOLD));
    this.#minimum = Math.min(...this.#thresholds);
    this.#ranges = protocol.areaRanges;
    this.#firstRow = new Int32Array(imageCount);
    this.#endRow = new Int32Array(imageCount);
  }

  /**
   * @param detections of one category, by descending score.
   * @param ignored `[A, rows]`: 1 for ground truths outside an area range.
   */
  match(detections: Int32Array, rows: GroundTruthRows, ignored: Uint8Array): Matches {
    const variants = this.#ranges.length * this.#thresholds.length;
    this.#rows = rows;
    this.#ignored = ignored;
    this.#taken = new Uint8Array((rows.end - rows.first) * variants);
    this.#indexRows(rows);
    const positions: number[] = [];
    for (let position = 0; position < detections.length; position++) {
      const count = this.#collectCandidates(detections[position]);
      if (count === 0) continue;
      const offset = positions.length * variants;
      if (offset + variants > this.#states.length) this.#states = grown(this.#states);
      this.#assign(count, offset);
      positions.push(position);
    }
    this.#forgetRows(rows);
    return { positions, states: this.#states.subarray(0, positions.length * variants) };
  }

  /** Ground truths of the detection's image with at least the lowest threshold's IoU. */
  #collectCandidates(d: number): number {
    const { order, first } = this.#rows;
    const image = this.#detected.images[d];
    let count = 0;
    for (let row = this.#firstRow[image]; row < this.#endRow[image]; row++) {
      const iou = this.#iou(d, order[first + row]);
      if (iou < this.#minimum) continue;
      if (count === this.#candidates.length) {
        this.#candidates = grown(this.#candidates);
        this.#overlaps = grown(this.#overlaps);
      }
      this.#candidates[count] = row;
      this.#overlaps[count] = iou;
      count++;
    }
    return count;
  }

  #iou(d: number, g: number): number {
    const { boxes, mask } = this.#detected;
    const isCrowd = this.#groundTruth.isCrowd[g] === 1;
    if (mask !== undefined && this.#groundTruth.mask !== undefined)
      return runsIou(mask(d), this.#groundTruth.mask(g), isCrowd);
    return boxIou(boxes, 4 * d, this.#groundTruth.boxes, 4 * g, isCrowd);
  }

  /** Selects the match of the detection for every area range and threshold. */
  #assign(count: number, offset: number): void {
    const { order, first } = this.#rows;
    const variants = this.#ranges.length * this.#thresholds.length;
    for (let variant = 0; variant < variants; variant++) {
      let row = this.#pick(count, variant, variants, 0);
      const isIgnored = row < 0;
      if (isIgnored) row = this.#pick(count, variant, variants, 1);
      let state = UNMATCHED;
      if (row >= 0) {
        this.#taken[row * variants + variant] = 1;
        if (isIgnored) state = IGNORED;
        else if (this.#groundTruth.hasIdZero[order[first + row]] === 0) state = FOUND;
      }
      this.#states[offset + variant] = state;
    }
  }

  /**
   * The free candidate with max IoU, the last on a tie; -1 if none reaches the threshold.
   *
   * @param variant area range and threshold, `a * T + t`.
   * @param matchState 1 for ground truths that the area range ignores, 0 for the others.
   */
  #pick(count: number, variant: number, variants: number, matchState: 0 | 1): number {
    const { order, first, end } = this.#rows;
    const steps = this.#thresholds.length;
    const ignored = Math.floor(variant / steps) * (end - first);
    let best = -1;
    let reached = this.#thresholds[variant % steps];
    for (let i = 0; i < count; i++) {
      const row = this.#candidates[i];
      if (this.#overlaps[i] < reached || this.#ignored[ignored + row] !== matchState) continue;
      if (this.#taken[row * variants + variant] === 1 && this.#groundTruth.isCrowd[order[first + row]] === 0)
        continue;
      reached = this.#overlaps[i];
      best = row;
    }
    return best;
  }

  #indexRows({ order, first, end }: GroundTruthRows): void {
    for (let i = first; i < end; i++) {
      const image = this.#groundTruth.images[order[i]];
      if (this.#endRow[image] === 0) this.#firstRow[image] = i - first;
      this.#endRow[image] = i - first + 1;
    }
  }

  #forgetRows({ order, first, end }: GroundTruthRows): void {
    for (let i = first; i < end; i++) {
      this.#firstRow[this.#groundTruth.images[order[i]]] = 0;
      this.#endRow[this.#groundTruth.images[order[i]]] = 0;
    }
  }
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(2 * array.length);
  larger.set(array as never);
  return larger;
}
