import { Random, type RandomSource } from '../../../aligndet/core/index.js';
import { ones, type Tensor } from '../../../aligndet/engine/index.js';
import { Dropout, DropPath, Sequential } from '../../../aligndet/nn/index.js';
import { expectNoLeak } from '../../support/memory.js';

/** Draws that were written down. */
function replay(draws: number[]): RandomSource {
  const random = new Random(0);
  random.torchRandom = () => draws.shift()!;
  return random;
}

const rows = (x: Tensor) => x.arraySync();

describe('Dropout', () => {
  it('leaves out each value whose draw lies below the rate, and scales the others', () => {
    const layer = new Dropout(0.2);
    layer.drawFrom(replay([0.19, 0.2, 0.9, 0.1]));
    const kept = Math.fround(1 / 0.8);
    expect(rows(layer.forward(ones([2, 2])))).toEqual([
      [0, kept],
      [kept, 0],
    ]);
  });

  it('leaves out everything at a rate of 1', () => {
    expect(rows(new Dropout(1).forward(ones([3])))).toEqual([0, 0, 0]);
  });

  it.each([
    ['in evaluation', new Dropout(0.9).eval()],
    ['at a rate of 0', new Dropout(0)],
  ])('does nothing %s', (_name, layer) => {
    expect(rows(layer.forward(ones([2])))).toEqual([1, 1]);
  });
});

describe('DropPath', () => {
  it('draws once for each image', () => {
    const layer = new DropPath(0.5);
    layer.drawFrom(replay([0.4, 0.6]));
    expect(rows(layer.forward(ones([2, 3])))).toEqual([
      [0, 0, 0],
      [2, 2, 2],
    ]);
  });

  it('draws from the source of the module above, one layer after the other', () => {
    const both = new Sequential([new DropPath(0.5), new DropPath(0.5)]);
    both.drawFrom(replay([0.6, 0.7]));
    expect(rows(both.forward(ones([1, 1])))).toEqual([[4]]);
  });

  it('leaves no tensor behind', () => {
    const [layer, x] = [new DropPath(0.5), ones([2, 3])];
    expectNoLeak(() => layer.forward(x).dispose());
  });
});
