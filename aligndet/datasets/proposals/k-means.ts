/**
 * @module k-means with the seeding of k-means++ (https://theory.stanford.edu/~sergei/papers/kMeansPP-soda.pdf).
 *
 * Dims: N points, D dimensions, K clusters.
 */
import { DataError, type RandomSource } from '../../core/index.js';

export interface KMeansOptions {
  readonly numClusters: number;
  readonly random: RandomSource;
  /** Max iterations; stops earlier when no point changes its cluster. */
  readonly maxIterations?: number;
  /** Called after each iteration with the number of points that changed their cluster. */
  readonly onIteration?: (iteration: number, numChanged: number) => void;
}

export interface Clustering {
  /** `[K, D]`. */
  readonly centers: Float32Array;
  /** `[N]`, indices of centers. */
  readonly clusters: Int32Array;
}

/**
 * @param points `[N, D]`.
 * @throws {DataError} when there are fewer distinct points than clusters.
 */
export function kMeans(points: Float32Array, size: number, options: KMeansOptions): Clustering {
  const { numClusters, random, maxIterations = 50, onIteration } = options;
  const count = points.length / size;
  const centers = seeds(points, size, numClusters, random);
  const clusters = new Int32Array(count).fill(-1);
  const distances = new Float64Array(count);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    let numChanged = 0;
    for (let i = 0; i < count; i++) {
      const { cluster, distance } = nearestCenter(points, i * size, centers, size);
      if (cluster !== clusters[i]) numChanged++;
      clusters[i] = cluster;
      distances[i] = distance;
    }
    onIteration?.(iteration, numChanged);
    if (numChanged === 0) break;
    moveCenters(points, size, clusters, distances, centers);
  }
  return { centers, clusters };
}

/** The center nearest to the point at `offset`; the first one in a tie. */
export function nearestCenter(
  points: Float32Array,
  offset: number,
  centers: Float32Array,
  size: number,
): { cluster: number; distance: number } {
  let cluster = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let at = 0, c = 0; at < centers.length; at += size, c++) {
    let sum = 0;
    for (let k = 0; k < size; ) {
      const end = Math.min(k + 32, size);
      for (; k < end; k++) {
        const difference = points[offset + k] - centers[at + k];
        sum += difference * difference;
      }
      if (sum >= distance) break;
    }
    if (sum < distance) {
      distance = sum;
      cluster = c;
    }
  }
  return { cluster, distance };
}

/**
 * Each next center is a point drawn with probability proportional to its squared distance to the previous centers.
 */
function seeds(points: Float32Array, size: number, numClusters: number, random: RandomSource): Float32Array {
  const count = points.length / size;
  const centers = new Float32Array(numClusters * size);
  const distances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let c = 0; c < numClusters; c++) {
    const chosen = c === 0 ? (count === 0 ? -1 : random.integer(0, count)) : drawn(distances, random);
    if (chosen < 0) {
      throw new DataError(
        `${numClusters} clusters need at least as many distinct points, but there are ${c}.`,
      );
    }
    const center = points.subarray(chosen * size, (chosen + 1) * size);
    centers.set(center, c * size);
    for (let i = 0; i < count; i++) {
      const { distance } = nearestCenter(points, i * size, center, size);
      if (distance < distances[i]) distances[i] = distance;
    }
  }
  return centers;
}

/** An index drawn with probabilities proportional to `weights`; -1 when all are zero. */
function drawn(weights: Float64Array, random: RandomSource): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = random.random() * total;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    left -= weights[i];
    if (left < 0) break;
  }
  return last;
}

/** Centers become means; one without points becomes the point farthest from its own center. */
function moveCenters(
  points: Float32Array,
  size: number,
  clusters: Int32Array,
  distances: Float64Array,
  centers: Float32Array,
): void {
  const numClusters = centers.length / size;
  const sums = new Float64Array(centers.length);
  const counts = new Int32Array(numClusters);
  for (let i = 0; i < clusters.length; i++) {
    counts[clusters[i]]++;
    const at = clusters[i] * size;
    for (let k = 0; k < size; k++) sums[at + k] += points[i * size + k];
  }
  for (let c = 0; c < numClusters; c++) {
    if (counts[c] > 0) {
      for (let k = 0; k < size; k++) centers[c * size + k] = sums[c * size + k] / counts[c];
    } else {
      const farthest = distances.reduce((best, distance, i) => (distance > distances[best] ? i : best), 0);
      centers.set(points.subarray(farthest * size, (farthest + 1) * size), c * size);
      distances[farthest] = 0;
    }
  }
}
