import type { Planes } from '../../../aligndet/datasets/proposals/color-spaces.js';
import { pixelGraph, segment } from '../../../aligndet/datasets/proposals/graph-segmentation.js';

/** Three equal planes of `[height, width]`. */
function gray(rows: readonly (readonly number[])[]): Planes {
  const plane = Float32Array.from(rows.flat());
  return [plane, plane, plane];
}

describe('segment', () => {
  const halves = gray(Array.from({ length: 6 }, () => [0, 0, 0, 0, 90, 90, 90, 90]));

  it('cuts at a step that is larger than what the sides hold inside', () => {
    // The step of 90 in three channels weighs 156; each side holds 0 inside, and k / 24 pixels = 50 / 24 is less.
    const { labels, count } = segment(pixelGraph(halves, 8, 6, 0), 50, 1);
    expect(count).toBe(2);
    expect([...labels.subarray(0, 8)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect([...labels.subarray(40)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('joins the sides when the scale allows the step', () => {
    // k / 24 = 166 > 156
    expect(segment(pixelGraph(halves, 8, 6, 0), 4000, 1).count).toBe(1);
  });

  it('joins regions below the smallest size to a neighbour', () => {
    const dot = gray([
      [0, 0, 0, 0],
      [0, 99, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(segment(pixelGraph(dot, 4, 3, 0), 1, 1).count).toBe(2);
    expect(segment(pixelGraph(dot, 4, 3, 0), 1, 2).count).toBe(1);
  });

  it.each([
    [1, 1],
    [1, 7],
    [7, 1],
  ])('takes an image of %i x %i', (width, height) => {
    const flat = gray(Array.from({ length: height }, () => Array(width).fill(5)));
    const { labels, count } = segment(pixelGraph(flat, width, height, 0.8), 50, 1);
    expect(count).toBe(1);
    expect(labels).toEqual(new Int32Array(width * height));
  });
});
