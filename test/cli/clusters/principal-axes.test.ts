import { alongAxes, principalAxes } from '../../../aligndet/cli/clusters/principal-axes.js';
import { Random } from '../../../aligndet/core/index.js';
import { memory } from '../../../aligndet/engine/index.js';

/** 200 points around (5, 5, 5, 5, 5), which differ by 3 along one direction, by 2 along another, else by 0.01. */
function ellipsoid(): Float32Array {
  const random = new Random(2);
  const [long, short] = [
    [0.6, 0.8, 0, 0, 0],
    [0, 0, 0.6, 0, 0.8],
  ];
  return Float32Array.from(
    Array.from({ length: 200 }, () => {
      const [a, b] = [random.normal(0, 3), random.normal(0, 2)];
      return long.map((x, k) => 5 + a * x + b * short[k] + random.normal(0, 0.01));
    }).flat(),
  );
}

describe('principalAxes', () => {
  const points = ellipsoid();
  const found = principalAxes(points, 5, 2, new Random(0));

  it('spans the directions in which points differ', () => {
    for (const direction of [
      [0.6, 0.8, 0, 0, 0],
      [0, 0, 0.6, 0, 0.8],
    ]) {
      const along = [0, 1].map((p) => direction.reduce((sum, x, k) => sum + x * found.axes[p * 5 + k], 0));
      expect(Math.hypot(...along)).toBeCloseTo(1, 3); // its whole length lies in the plane of the axes
    }
    for (const [a, b, expected] of [
      [0, 0, 1],
      [0, 1, 0],
      [1, 1, 1],
    ]) {
      const product = [0, 1, 2, 3, 4].reduce(
        (sum, k) => sum + found.axes[a * 5 + k] * found.axes[b * 5 + k],
        0,
      );
      expect(product).toBeCloseTo(expected, 5);
    }
  });

  it('keeps distances', () => {
    const reduced = alongAxes(points, 5, found);
    const distance = (values: Float32Array, size: number, i: number, j: number) =>
      Math.hypot(...Array.from({ length: size }, (_, k) => values[i * size + k] - values[j * size + k]));
    for (const [i, j] of [
      [0, 1],
      [3, 90],
      [17, 199],
    ]) {
      expect(distance(reduced, 2, i, j)).toBeCloseTo(distance(points, 5, i, j), 1);
    }
  });

  it('takes points without extent, none, and leaves no tensor', () => {
    const before = memory().numTensors;
    const flat = principalAxes(new Float32Array(15).fill(3), 5, 2, new Random(0));
    expect([...alongAxes(new Float32Array(5).fill(3), 5, flat)]).toEqual([0, 0]);
    expect(alongAxes(new Float32Array(0), 5, found)).toHaveLength(0);
    expect(memory().numTensors).toBe(before);
  });
});
