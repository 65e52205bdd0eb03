/**
 * @module Hierarchical grouping (Uijlings et al. 2013, algorithm 1): repeatedly merges the two most similar neighbors
 * until
 * the image is one region. Every intermediate region is a proposal.
 *
 * Dims: R regions of the segmentation.
 */
import type { Segmentation } from './graph-segmentation.js';
import { PairQueue } from './pair-queue.js';
import { COLOR_SIZE, mergeRegions, type Regions, TEXTURE_SIZE } from './regions.js';

/** Similarities to sum; each is in [0, 1]. Texture, size and fill are always included. */
export interface Strategy {
  readonly withColor: boolean;
}

/** Pairs of adjacent regions, each once, as `low * R + high`. */
export function touchingPairs(segmentation: Segmentation, width: number, height: number): number[] {
  const { labels, count } = segmentation;
  const pairs = new Set<number>();
  const add = (a: number, b: number) => {
    if (a !== b) pairs.add(a < b ? a * count + b : b * count + a);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const label = labels[pixel];
      if (x + 1 < width) add(label, labels[pixel + 1]);
      if (y + 1 < height) add(label, labels[pixel + width]);
    }
  }
  return [...pairs];
}

/**
 * Merges until one region is left, and fills rows R .. 2R - 2 of `regions` in merge order.
 *
 * @param pairs from {@link touchingPairs}.
 */
export function groupRegions(
  regions: Regions,
  pairs: readonly number[],
  imageSize: number,
  strategy: Strategy,
): void {
  const { count } = regions;
  const neighbours: (Set<number> | undefined)[] = Array.from({ length: 2 * count - 1 }, () => new Set());
  const queue = new PairQueue(pairs.length * 2);
  for (const pair of pairs) {
    const a = Math.floor(pair / count);
    const b = pair % count;
    neighbours[a]?.add(b);
    neighbours[b]?.add(a);
    queue.push(similarity(regions, a, b, imageSize, strategy), a, b);
  }
  for (let merged = count; merged < 2 * count - 1; ) {
    const { a, b } = queue.pop();
    const [ofA, ofB] = [neighbours[a], neighbours[b]];
    if (ofA === undefined || ofB === undefined) continue; // one of them has been merged
    mergeRegions(regions, a, b, merged);
    neighbours[a] = undefined;
    neighbours[b] = undefined;
    const around = new Set([...ofA, ...ofB]);
    around.delete(a);
    around.delete(b);
    for (const other of around) {
      neighbours[other]?.delete(a);
      neighbours[other]?.delete(b);
      neighbours[other]?.add(merged);
      queue.push(similarity(regions, other, merged, imageSize, strategy), other, merged);
    }
    neighbours[merged++] = around;
  }
}

function similarity(regions: Regions, a: number, b: number, imageSize: number, strategy: Strategy): number {
  const { size, boxes, color, texture } = regions;
  const joined = size[a] + size[b];
  const enclosingWidth = Math.max(boxes[a * 4 + 2], boxes[b * 4 + 2]) - Math.min(boxes[a * 4], boxes[b * 4]);
  const enclosingHeight =
    Math.max(boxes[a * 4 + 3], boxes[b * 4 + 3]) - Math.min(boxes[a * 4 + 1], boxes[b * 4 + 1]);
  const sizeTerm = 1 - joined / imageSize; // small regions merge early
  const fillTerm = 1 - (enclosingWidth * enclosingHeight - joined) / imageSize; // regions that fit into each other merge early
  return (
    sizeTerm +
    fillTerm +
    intersection(texture, a, b, TEXTURE_SIZE) +
    (strategy.withColor ? intersection(color, a, b, COLOR_SIZE) : 0)
  );
}

/** Histogram intersection: 1 for equal ones. */
function intersection(rows: Float32Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let i = a * length, j = b * length, end = i + length; i < end; i++, j++) {
    sum += Math.min(rows[i], rows[j]);
  }
  return sum;
}
