import {
  centerness,
  type PointTargetOptions,
  pointGenerator,
  pointTargets,
} from '../../../aligndet/models/index.js';

const options: PointTargetOptions = {
  numClasses: 5,
  strides: [
    [8, 8],
    [16, 16],
  ],
  regressRanges: [
    [-1, 16],
    [16, 1e8],
  ],
  inStrides: false,
};
/** 4 x 4 points at 4, 12, 20, 28 and 2 x 2 points at 8, 24. */
const points = pointGenerator([8, 16], 0.5).gridPriors([
  [4, 4],
  [2, 2],
]);
const box = (labels: number[], ...edges: number[]) => ({
  bboxes: Float32Array.from(edges),
  labels: Int32Array.from(labels),
});

describe('pointTargets', () => {
  it('gives a point the distances to the sides of the box that it lies in', () => {
    const [fine, coarse] = pointTargets(points, [box([2], 0, 0, 16, 10)], options);
    expect([...fine.labels]).toEqual([2, 2, 5, 5, ...new Array(12).fill(5)]); // the points at y = 4; y = 12 is below
    expect([...fine.distances.subarray(0, 8)]).toEqual([4, 4, 12, 6, 12, 4, 4, 6]);
    expect([...coarse.labels]).toEqual([5, 5, 5, 5]); // the farthest side is 8 pixels away: not for this level
  });

  it('chooses the smallest of several boxes, and the level by the farthest side', () => {
    const [fine, coarse] = pointTargets(points, [box([1, 3], 0, 0, 32, 32, 0, 0, 20, 20)], options);
    expect(fine.labels[0]).toBe(3); // at (4, 4): the farthest side of the small box is 16 away
    expect(fine.labels[5]).toBe(3); // at (12, 12)
    expect(fine.labels[15]).toBe(5); // at (28, 28): only in the large box, 28 pixels from its left
    expect([...coarse.labels]).toEqual([1, 1, 1, 1]); // at (8, 8) the small box is too near
  });

  it('leaves points on a border out', () => {
    const [fine] = pointTargets(points, [box([0], 4, 0, 20, 10)], options);
    expect([...fine.labels.subarray(0, 4)]).toEqual([5, 0, 5, 5]);
  });

  it('takes points near the centre only when asked to', () => {
    const centered = { ...options, centerRadius: 0.75 }; // 6 pixels in the first level
    const [fine] = pointTargets(points, [box([0], 0, 0, 20, 20)], centered);
    expect([...fine.labels].flatMap((label, i) => (label === 0 ? [i] : []))).toEqual([5]); // (12, 12), centre (10, 10)
  });

  it('gives distances in strides when asked to', () => {
    const [fine] = pointTargets(points, [box([2], 0, 0, 16, 10)], { ...options, inStrides: true });
    expect([...fine.distances.subarray(0, 4)]).toEqual([0.5, 0.5, 1.5, 0.75]);
  });

  it('lists image after image in each level, and knows images without boxes', () => {
    const [fine, coarse] = pointTargets(points, [box([]), box([4], 0, 0, 10, 10)], options);
    expect(fine.labels).toHaveLength(32);
    expect(coarse.distances).toHaveLength(2 * 4 * 4);
    expect([...fine.labels].indexOf(4)).toBe(16);
    expect(fine.distances.subarray(0, 64).every((distance) => distance === 0)).toBe(true);
  });
});

describe('centerness', () => {
  it.each([
    ['the centre', [5, 5, 5, 5], 1],
    ['half of the way to one side', [2, 6, 8, 6], 0.5], // sqrt(2 / 8 * 1)
    ['a corner', [1, 1, 4, 4], 0.25], // sqrt(1 / 4 * 1 / 4)
  ])('of %s', (_case, distances, expected) => {
    expect([...centerness(Float32Array.from(distances))]).toEqual([expect.closeTo(expected, 6)]);
  });

  it('of nothing is nothing', () => {
    expect(centerness(new Float32Array(0))).toHaveLength(0);
  });
});
