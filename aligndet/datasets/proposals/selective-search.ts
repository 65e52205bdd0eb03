/**
 * @module Selective search, Uijlings et al. 2013 (https://doi.org/10.1007/s11263-013-0620-5): class-agnostic boxes
 * from
 * grouping regions in several colour spaces, at several scales, by several similarities.
 *
 * Dims: H, W of the image, R regions of a segmentation, N candidates. Boxes are xyxy in pixels, x2 and y2 exclusive.
 */
import type { RandomSource } from '../../core/index.js';
import { type Planes, toHsv, toLab } from './color-spaces.js';
import { pixelGraph, segment } from './graph-segmentation.js';
import { groupRegions, type Strategy, touchingPairs } from './grouping.js';
import { measureRegions, pixelBins } from './regions.js';

/** Standard deviation, in pixels, of the smoothing before the segmentation. */
const SIGMA = 0.8;

const COLOR_SPACES: readonly ((rgb: Uint8Array) => Planes)[] = [toHsv, toLab];

/**
 * Scale k of each initial segmentation, also its minimum region size in pixels. The paper's fast mode has 50 and 100
 * for
 * images 500 pixels wide; on the smaller images searched here, 50 and 150 find more objects in as many boxes.
 */
const SCALES = [50, 150] as const;

const STRATEGIES: readonly Strategy[] = [{ withColor: true }, { withColor: false }];

/** Number of hierarchies: one per colour space, scale and strategy. */
export const NUM_HIERARCHIES = COLOR_SPACES.length * SCALES.length * STRATEGIES.length;

/** Every region of every hierarchy. */
export interface Candidates {
  /** `[N, 4]` */
  readonly boxes: Float32Array;
  /** `[N]`: hierarchy of the region, below {@link NUM_HIERARCHIES}. */
  readonly hierarchy: Uint8Array;
  /** `[N]`: the paper's order, ascending: the rank from the top of its hierarchy times a random number in [0, 1). */
  readonly rank: Float64Array;
}

/** @param rgb `[H, W, 3]` */
export function selectiveSearch(
  rgb: Uint8Array,
  width: number,
  height: number,
  random: RandomSource,
): Candidates {
  const boxes: Int32Array[] = [];
  for (const convert of COLOR_SPACES) {
    const planes = convert(rgb);
    const bins = pixelBins(planes, width, height);
    const graph = pixelGraph(planes, width, height, SIGMA);
    for (const scale of SCALES) {
      const segmentation = segment(graph, scale, scale);
      const pairs = touchingPairs(segmentation, width, height);
      const regions = measureRegions(segmentation, bins, width, height);
      for (const strategy of STRATEGIES) {
        groupRegions(regions, pairs, width * height, strategy); // overwrites the merged rows
        boxes.push(regions.boxes.slice());
      }
    }
  }
  return gather(boxes, random);
}

function gather(hierarchies: readonly Int32Array[], random: RandomSource): Candidates {
  const count = hierarchies.reduce((sum, boxes) => sum + boxes.length / 4, 0);
  const all: Candidates = {
    boxes: new Float32Array(count * 4),
    hierarchy: new Uint8Array(count),
    rank: new Float64Array(count),
  };
  let at = 0;
  hierarchies.forEach((boxes, hierarchy) => {
    const regions = boxes.length / 4;
    all.boxes.set(boxes, at * 4);
    for (let region = 0; region < regions; region++, at++) {
      all.hierarchy[at] = hierarchy;
      all.rank[at] = random.random() * (regions - region); // merged last = the top
    }
  });
  return all;
}
