import { DataError, Random } from '../../../aligndet/core/index.js';
import { kMeans, nearestCenter } from '../../../aligndet/datasets/index.js';

/** Clouds of 20 points around (0, 0, 0), (10, 0, 0), (0, 10, 0), one after the other. */
function clouds(): Float32Array {
  const random = new Random(1);
  const middles = [
    [0, 0, 0],
    [10, 0, 0],
    [0, 10, 0],
  ];
  return Float32Array.from(
    middles.flatMap((middle) =>
      Array.from({ length: 20 }, () => middle.map((x) => x + random.normal(0, 0.5))).flat(),
    ),
  );
}

describe('kMeans', () => {
  const cluster = (points: Float32Array, numClusters: number, seed = 0) =>
    kMeans(points, 3, { numClusters, random: new Random(seed) });

  it('finds clouds of points, and their means', () => {
    const points = clouds();
    const { centers, clusters } = cluster(points, 3);
    for (const cloud of [0, 1, 2]) {
      const own = clusters.subarray(20 * cloud, 20 * cloud + 20);
      expect(new Set(own).size).toBe(1);
      const mean = [0, 1, 2].map((k) =>
        own.reduce((sum, _, i) => sum + points[(20 * cloud + i) * 3 + k] / 20, 0),
      );
      for (const k of [0, 1, 2]) expect(centers[own[0] * 3 + k]).toBeCloseTo(mean[k], 5);
    }
    expect(new Set(clusters).size).toBe(3);
  });

  it('gives the same for the same seed', () => {
    expect(cluster(clouds(), 7, 4)).toEqual(cluster(clouds(), 7, 4));
    expect(cluster(clouds(), 7, 4)).not.toEqual(cluster(clouds(), 7, 5));
  });

  it('ends where no point moves, and tells each iteration', () => {
    const told: number[] = [];
    kMeans(clouds(), 3, {
      numClusters: 3,
      random: new Random(0),
      onIteration: (_, changed) => told.push(changed),
    });
    expect(told[0]).toBe(60);
    expect(told.at(-1)).toBe(0);
    expect(told.length).toBeLessThan(10);
  });

  it('gives each of as many points a cluster of its own', () => {
    const { clusters } = cluster(clouds(), 60);
    expect(new Set(clusters).size).toBe(60);
  });

  it.each([
    [0, 1],
    [1, 2],
    [5, 2], // five times the same
  ])('refuses %d equal points for %d clusters', (count, numClusters) => {
    expect(() => cluster(new Float32Array(3 * count).fill(2), numClusters)).toThrow(DataError);
  });

  it('takes the first of equally near centers', () => {
    const centers = Float32Array.of(1, 0, 0, -1, 0, 0, 0, 3, 0);
    expect(nearestCenter(Float32Array.of(9, 0, 0, 0), 1, centers, 3)).toEqual({ cluster: 0, distance: 1 });
  });
});
