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
  it('leaves out its share of the values, and scales the others', () => {
    const layer = new Dropout(0.2);
    layer.drawFrom(new Random(1));
    const values = [...layer.forward(ones([100, 100])).dataSync()];
    const kept = Math.fround(1 / 0.8);
    expect(new Set(values)).toEqual(new Set([0, kept]));
    // Of 10,000 draws 2,000 with a standard deviation of 40.
    expect(Math.abs(values.filter((value) => value === 0).length - 2000)).toBeLessThan(200);
  });

  it('draws by its source: other values each time, the same again from the same seed', () => {
    const layer = new Dropout(0.5);
    const twice = () => {
      layer.drawFrom(new Random(7));
      return [0, 1].map(() => [...layer.forward(ones([64])).dataSync()]);
    };
    const [first, second] = twice();
    expect(first).not.toEqual(second);
    expect(twice()).toEqual([first, second]);
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
