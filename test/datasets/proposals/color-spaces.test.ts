import { toHsv, toLab } from '../../../aligndet/datasets/proposals/color-spaces.js';

const at = (planes: readonly Float32Array[], pixel: number) => planes.map((plane) => plane[pixel]);

describe('toHsv', () => {
  it.each([
    ['red', [255, 0, 0], [0, 255, 255]],
    ['green', [0, 255, 0], [85, 255, 255]], // 120 of 360 degrees
    ['blue', [0, 0, 255], [170, 255, 255]],
    ['dark magenta', [100, 0, 100], [212.5, 255, 100]], // 300 degrees
    ['grey', [77, 77, 77], [0, 0, 77]],
    ['black', [0, 0, 0], [0, 0, 0]],
  ])('%s', (_name, rgb, expected) => {
    at(toHsv(Uint8Array.from(rgb)), 0).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 4);
    });
  });
});

describe('toLab', () => {
  // CIE values of the sRGB primaries, D65: L of 0 .. 100 times 2.55, a and b plus 128.
  it.each([
    ['white', [255, 255, 255], [100, 0, 0]],
    ['black', [0, 0, 0], [0, 0, 0]],
    ['red', [255, 0, 0], [53.24, 80.09, 67.2]],
    ['green', [0, 255, 0], [87.73, -86.18, 83.18]],
    ['blue', [0, 0, 255], [32.3, 79.19, -107.86]],
  ])('%s', (_name, rgb, [l, a, b]) => {
    const expected = [l * 2.55, a + 128, b + 128];
    at(toLab(Uint8Array.from(rgb)), 0).forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(0.05);
    });
  });
});
