import { grad, tensor2d } from '../../../aligndet/engine/index.js';
import { roll } from '../../../aligndet/nn/index.js';

const grid = tensor2d([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('roll', () => {
  it('brings in at one end what leaves at the other', () => {
    expect(roll(grid, [1, -1], [0, 1]).arraySync()).toEqual([
      [5, 6, 4],
      [2, 3, 1],
    ]);
  });

  it('is undone by the opposite shifts', () => {
    expect(roll(roll(grid, [1, 2], [0, 1]), [-1, -2], [0, 1]).arraySync()).toEqual(grid.arraySync());
  });

  it('takes slopes back to where the values came from', () => {
    const weights = grid.clone();
    const gradient = grad((x) => roll(x, [1], [1]).mul(weights).sum())(grid);
    expect(gradient.arraySync()).toEqual([
      [2, 3, 1],
      [5, 6, 4],
    ]);
  });
});
