import { roundDecimals, toDecimals } from '../../../aligndet/evaluation/index.js';
import { linspace } from '../../../aligndet/evaluation/numeric/linspace.js';
import { mean } from '../../../aligndet/evaluation/numeric/mean.js';

describe('toDecimals', () => {
  it.each([
    [0.0625, '0.062'], // an exact half goes to the even digit
    [0.1875, '0.188'],
    [-0.0625, '-0.062'],
    [0.5005, '0.500'], // the double lies below the half
    [0.12351, '0.124'],
    [-1, '-1.000'],
    [0, '0.000'],
    [Number.NaN, 'nan'],
  ])('writes %s as %s, as Python does', (value, text) => {
    expect(toDecimals(value, 3)).toBe(text);
  });

  it('rounds whole numbers and numbers', () => {
    expect(toDecimals(2.5, 0)).toBe('2');
    expect(roundDecimals(0.55162, 3)).toBe(0.552);
  });
});

describe('linspace', () => {
  it('has the thresholds that COCO compares for equality', () => {
    // numpy 1.26: np.linspace(.5, .95, 10).tolist()
    expect([...linspace(0.5, 0.95, 10)]).toEqual([
      0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95,
    ]);
  });
});

describe('mean', () => {
  it('adds in the order of numpy', () => {
    // numpy 1.26: np.mean(1 / np.arange(1, 1001))
    expect(mean(Float64Array.from({ length: 1000 }, (_, i) => 1 / (i + 1)))).toBe(0.007485470860550345);
    expect(mean(Float64Array.of(1, 2, 6))).toBe(3);
    expect(mean(new Float64Array())).toBeNaN();
  });
});
