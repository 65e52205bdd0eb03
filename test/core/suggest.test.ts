import { didYouMean, editDistance, nearest } from '../../aligndet/core/index.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['nmu', 'num', 1], // a swap of neighbours
  ])('%s to %s', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
    expect(editDistance(b, a)).toBe(expected);
  });
});

describe('nearest', () => {
  it('orders by distance and leaves out what is far', () => {
    expect(nearest('num_classess', ['num_classes', 'num_class', 'in_channels'])).toEqual([
      'num_classes',
      'num_class',
    ]);
  });

  it('finds nothing among nothing', () => {
    expect(nearest('x', [])).toEqual([]);
    expect(didYouMean('x', [])).toBe('');
  });
});
