/**
 * @module Graph-based segmentation, Felzenszwalb & Huttenlocher 2004
 * (https://doi.org/10.1023/B:VISI.0000022288.19776.77):
 * the initial regions of selective search.
 *
 * Dims: H, W of the image, E edges between 8-connected pixels, R regions.
 */
import type { Planes } from './color-spaces.js';
import { smooth } from './filters.js';

/** Resolution of edge weights per gray level: weights are sorted by counting, and 1/64 of a level is negligible. */
const STEPS_PER_LEVEL = 64;

/** Max distance of two colours: the diagonal of the cube, plus rounding. */
const LARGEST = Math.ceil(Math.sqrt(3) * 256) * STEPS_PER_LEVEL;

/** Marks a missing neighbor at the border. */
const NO_EDGE = 0xffff;

/** Neighbors that cover every 8-connected pair once: right, below right, below, below left. */
const STEP_X = [1, 1, 0, -1] as const;
const STEP_Y = [0, 1, 1, 1] as const;

/** The edges of an image by ascending weight. One sort serves every threshold. */
export interface PixelGraph {
  readonly width: number;
  readonly height: number;
  /** `[E]`: `pixel * 4 + direction`, in ascending order of weight. */
  readonly edges: Uint32Array;
  /** `[E]`, in 1 / 64 gray levels, in the same order. */
  readonly weights: Uint16Array;
}

export interface Segmentation {
  /** `[H, W]`: region of each pixel, numbered in raster order of their first pixels. */
  readonly labels: Int32Array;
  /** R. */
  readonly count: number;
}

/** @param sigma standard deviation, in pixels, of the smoothing that removes digital artefacts. */
export function pixelGraph(planes: Planes, width: number, height: number, sigma: number): PixelGraph {
  const [a, b, c] = planes.map((plane) => smooth(plane, width, height, sigma));
  const weightOf = new Uint16Array(width * height * 4).fill(NO_EDGE);
  const counts = new Uint32Array(LARGEST + 1);
  for (let direction = 0; direction < 4; direction++) {
    const [stepX, stepY] = [STEP_X[direction], STEP_Y[direction]];
    const offset = stepY * width + stepX;
    for (let y = 0; y < height - stepY; y++) {
      const rowEnd = y * width + Math.min(width, width - stepX);
      for (let pixel = y * width + Math.max(0, -stepX); pixel < rowEnd; pixel++) {
        const da = a[pixel] - a[pixel + offset];
        const db = b[pixel] - b[pixel + offset];
        const dc = c[pixel] - c[pixel + offset];
        const weight = Math.min(
          LARGEST,
          Math.round(Math.sqrt(da * da + db * db + dc * dc) * STEPS_PER_LEVEL),
        );
        weightOf[pixel * 4 + direction] = weight;
        counts[weight]++;
      }
    }
  }
  return { width, height, ...sortEdges(weightOf, counts) };
}

/** Counting sort; equal weights stay in the order of their edges. */
function sortEdges(weightOf: Uint16Array, counts: Uint32Array): Pick<PixelGraph, 'edges' | 'weights'> {
  const positions = new Uint32Array(counts.length);
  let total = 0;
  for (let weight = 0; weight < counts.length; weight++) {
    positions[weight] = total;
    total += counts[weight];
  }
  const edges = new Uint32Array(total);
  const weights = new Uint16Array(total);
  for (let edge = 0; edge < weightOf.length; edge++) {
    const weight = weightOf[edge];
    if (weight === NO_EDGE) continue;
    const position = positions[weight]++;
    edges[position] = edge;
    weights[position] = weight;
  }
  return { edges, weights };
}

/**
 * Splits the image where an edge is heavier than the internal differences of both regions.
 *
 * @param scale k of the paper, in gray levels times pixels: larger values give larger regions.
 * @param minSize regions of fewer pixels are merged into the neighbor of the nearest colour.
 */
export function segment(graph: PixelGraph, scale: number, minSize: number): Segmentation {
  const { width, height, edges, weights } = graph;
  const offset = Int32Array.from(
    { length: 4 },
    (_, direction) => STEP_Y[direction] * width + STEP_X[direction],
  );
  const pixels = width * height;
  const k = scale * STEPS_PER_LEVEL;
  const parent = Int32Array.from({ length: pixels }, (_, pixel) => pixel);
  const size = new Int32Array(pixels).fill(1);
  const threshold = new Float64Array(pixels).fill(k); // internal difference + k / size

  const cuts = new Uint32Array(edges.length); // edges that merged nothing, ascending
  let cutCount = 0;
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i];
    const from = edge >>> 2;
    const a = find(parent, from);
    const b = find(parent, from + offset[edge & 3]);
    if (a === b) continue;
    const weight = weights[i];
    if (weight > threshold[a] || weight > threshold[b]) {
      cuts[cutCount++] = edge;
      continue;
    }
    const root = join(parent, size, a, b);
    threshold[root] = weight + k / size[root];
  }
  for (let i = 0; i < cutCount; i++) {
    const from = cuts[i] >>> 2;
    const a = find(parent, from);
    const b = find(parent, from + offset[cuts[i] & 3]);
    if (a !== b && (size[a] < minSize || size[b] < minSize)) join(parent, size, a, b);
  }

  const labels = new Int32Array(pixels);
  const labelOfRoot = new Int32Array(pixels).fill(-1);
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const root = find(parent, pixel);
    if (labelOfRoot[root] < 0) labelOfRoot[root] = count++;
    labels[pixel] = labelOfRoot[root];
  }
  return { labels, count };
}

function find(parent: Int32Array, pixel: number): number {
  let at = pixel;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]]; // path halving
    at = parent[at];
  }
  return at;
}

function join(parent: Int32Array, size: Int32Array, a: number, b: number): number {
  const root = size[a] >= size[b] ? a : b;
  parent[root === a ? b : a] = root;
  size[root] = size[a] + size[b];
  return root;
}
