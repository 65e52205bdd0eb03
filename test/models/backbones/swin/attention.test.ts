import { Random } from '../../../../aligndet/core/index.js';
import { grads, type Tensor, type Tensor3D, tensor, tidy } from '../../../../aligndet/engine/index.js';
import { attend } from '../../../../aligndet/models/backbones/swin/attention.js';
import { shiftMask } from '../../../../aligndet/models/backbones/swin/windows.js';
import { expectNoLeak } from '../../../support/memory.js';

/** Four windows of two images, 4 places, 2 heads of 3 channels. */
const [groups, tokens, heads, depth] = [4, 4, 2, 3];
const random = new Random(3);

function drawn(shape: readonly number[]): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, () => random.uniform(-1, 1)),
    [...shape],
  );
}

const qkv = drawn([groups, tokens, 3 * heads * depth]) as Tensor3D;
const bias = drawn([heads, tokens, tokens]) as Tensor3D;
const mask = drawn([2, tokens, tokens]) as Tensor3D;
const dropout = drawn([groups, heads, tokens, tokens]).greater(0).toFloat().mul(2);
const upstream = drawn([groups, tokens, heads * depth]);

describe.each([
  ['alone', {}],
  ['with a mask', { mask }],
  ['with dropout', { dropout }],
  ['with both', { mask, dropout }],
])('attention %s', (_name, further) => {
  const loss = (x: Tensor, b: Tensor) =>
    tidy(() =>
      attend({ qkv: x as Tensor3D, bias: b as Tensor3D, ...further }, 0.7)
        .mul(upstream)
        .sum(),
    );

  it('has the slopes that finite differences have', () => {
    const gradients = grads(loss as never)([qkv, bias]);
    const step = 0.01;
    [qkv, bias].forEach((input, which) => {
      const direction = drawn(input.shape);
      const at = (distance: number) => {
        const moved = [qkv, bias].map((other, i) =>
          i === which ? other.add<Tensor>(direction.mul(distance)) : other,
        );
        return loss(moved[0], moved[1]).dataSync()[0];
      };
      const expected = (at(step) - at(-step)) / (2 * step);
      const along = gradients[which].mul(direction).sum().dataSync()[0];
      expect(Math.abs(along - expected)).toBeLessThan(2e-3 * Math.max(1, Math.abs(expected)));
    });
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => attend({ qkv, bias, ...further }, 0.7).dispose());
  });
});

describe('shiftMask', () => {
  it('keeps apart what only the shift brings together', () => {
    // A map of 4 x 2 places, windows of 2 x 2 shifted by 1. In the last rows and columns the first ones come around: the
    // upper window holds two columns that are not neighbours, the lower one four places of which no two are.
    const [upper, lower] = shiftMask(4, 2, { size: 2, shift: 1 }).arraySync() as number[][][];
    const far = -100;
    expect(upper).toEqual([
      [0, far, 0, far],
      [far, 0, far, 0],
      [0, far, 0, far],
      [far, 0, far, 0],
    ]);
    expect(lower).toEqual([
      [0, far, far, far],
      [far, 0, far, far],
      [far, far, 0, far],
      [far, far, far, 0],
    ]);
  });
});
