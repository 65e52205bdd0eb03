import { bitmapOfRuns, pasteMaskAsRle, runsOfRle } from '../../../aligndet/structures/index.js';
import { pasteWindow, samplePixels } from '../../../aligndet/structures/masks/paste-masks.js';

const full = { probabilities: new Float32Array(4).fill(1), height: 2, width: 2 };

type Mask = Parameters<typeof pasteMaskAsRle>[0];
const pasted = (mask: Mask, height: number, width: number) =>
  bitmapOfRuns(runsOfRle(pasteMaskAsRle(mask, height, width, 0.5)));

describe('pasteMaskAsRle', () => {
  it('fills the pixels whose centers lie in the box', () => {
    // A 2 x 2 prediction over 4 x 4 pixels: outside samples fade to 0 over half a prediction pixel, 1 image pixel.
    const bitmap = pasted({ ...full, box: [1, 1, 5, 5] }, 6, 6);
    const rows = Array.from({ length: 6 }, (_, y) => bitmap.subarray(6 * y, 6 * y + 6).join(''));
    expect(rows).toEqual(['000000', '011110', '011110', '011110', '011110', '000000']);
  });

  it.each([
    ['inside', [1, 2, 6, 5]],
    ['over the border', [-3, -2, 4, 12]],
    ['the whole image', [0, 0, 8, 9]],
    ['outside', [20, 20, 30, 30]],
    ['without extent', [3, 3, 3, 3]],
  ])('has the pixels whose probability reaches the threshold: %s', (_case, box) => {
    const mask = { probabilities: [0.9, 0.2, 0.6, 0.7], height: 2, width: 2, box };
    const { left, top, right, bottom } = pasteWindow(box, 9, 8);
    const probabilities = samplePixels(mask, { left, top, right, bottom });
    const expected = new Uint8Array(9 * 8);
    for (let y = top, at = 0; y < bottom; y++) {
      for (let x = left; x < right; x++) expected[8 * y + x] = probabilities[at++] >= 0.5 ? 1 : 0;
    }
    expect(pasted(mask, 9, 8)).toEqual(expected);
  });
});
