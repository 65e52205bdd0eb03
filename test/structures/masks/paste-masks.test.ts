import { bitmapOfRuns, pasteMask, pasteMaskAsRle, runsOfRle } from '../../../aligndet/structures/index.js';

const full = { probabilities: new Float32Array(4).fill(1), height: 2, width: 2 };

describe('pasteMask', () => {
  it('fills the pixels whose centres lie in the box', () => {
    // A 2 x 2 prediction over 4 x 4 pixels: outside samples fade to 0 over half a prediction pixel, 1 image pixel.
    const pasted = pasteMask({ ...full, box: [1, 1, 5, 5] }, 6, 6, 0.5);
    const rows = Array.from({ length: 6 }, (_, y) => pasted.subarray(6 * y, 6 * y + 6).join(''));
    expect(rows).toEqual(['000000', '011110', '011110', '011110', '011110', '000000']);
  });

  it('gives levels for a negative threshold', () => {
    const half = { probabilities: [0.5], height: 1, width: 1, box: [0, 0, 1, 1] };
    expect([...pasteMask(half, 1, 1, -1)]).toEqual([127]); // 0.5 * 255 = 127.5, cut off
  });

  it.each([
    ['inside', [1, 2, 6, 5]],
    ['over the border', [-3, -2, 4, 12]],
    ['the whole image', [0, 0, 8, 9]],
    ['outside', [20, 20, 30, 30]],
    ['without extent', [3, 3, 3, 3]],
  ])('as runs it is the same mask: %s', (_case, box) => {
    const mask = { probabilities: [0.9, 0.2, 0.6, 0.7], height: 2, width: 2, box };
    expect(bitmapOfRuns(runsOfRle(pasteMaskAsRle(mask, 9, 8, 0.5)))).toEqual(pasteMask(mask, 9, 8, 0.5));
  });
});
