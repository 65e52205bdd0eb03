import { paddingMask } from '../../../aligndet/models/index.js';

/** Images of this height and width. */
const metas = (...sizes: [number, number][]) =>
  sizes.map(([height, width]) => ({ img_shape: [height, width, 3] as [number, number, number] }));

describe('paddingMask', () => {
  it('marks the places whose pixel lies outside of the image', () => {
    // Places look at the pixels 0, 4 and 8 across, 0 and 4 down.
    const { data, shape } = paddingMask(metas([8, 12], [4, 8]), [8, 12], [2, 3]);
    expect(shape).toEqual([2, 2, 3]);
    expect([...data]).toEqual([0, 0, 0, 0, 0, 0, /* second image */ 0, 0, 1, 1, 1, 1]);
  });

  it('rounds pixels down where sides do not divide', () => {
    // 10 pixels, 3 places: 0, 3.33, 6.67.
    const inside = (width: number) =>
      3 - [...paddingMask(metas([1, width]), [1, 10], [1, 3]).data].filter(Boolean).length;
    expect([3, 4, 6, 7].map(inside)).toEqual([1, 2, 2, 3]);
  });

  it('has no image without a place', () => {
    expect(paddingMask(metas([1, 1]), [64, 64], [2, 2]).data[0]).toBe(0);
  });
});
