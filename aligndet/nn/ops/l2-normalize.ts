/** @module Rows of unit length, as in PyTorch's `F.normalize`: `x / max(|x|, 1e-12)`. Dims: N rows, D values. */
import {
  addKernel,
  clipByValue,
  type Tensor,
  type Tensor2D,
  tidy,
  where,
  zerosLike,
} from '../../engine/index.js';

/** Min divisor: a row of zeros remains zero, with a large gradient. */
const EPSILON = 1e-12;

/** @param x `[N, D]`. */
export function l2Normalize(x: Tensor2D): Tensor2D {
  return run({ x })[0] as Tensor2D;
}

const lengths = (x: Tensor) => x.square().sum(1, true).sqrt(); // [N, 1]

const run = addKernel({
  name: 'AlignDetL2Normalize',
  forward: ({ x }) => tidy(() => [x.div(clipByValue(lengths(x), EPSILON, Infinity))]),
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradient: ([dy], [x, y]) => ({
    x: () => {
      const length = lengths(x);
      const along = y.mul(dy.mul(y).sum(1, true)); // component that only changes the length
      const across = dy.sub(
        where(length.greaterEqual(EPSILON).tile([1, x.shape[1]!]), along, zerosLike(along)),
      );
      return across.div(clipByValue(length, EPSILON, Infinity));
    },
  }),
});
