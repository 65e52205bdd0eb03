/** @module Functions that are not smooth everywhere, with PyTorch's choice of gradient where there are several. */
import { maximum, minimum, type Tensor, tidy, where, zerosLike } from '../api.js';
import { addKernel } from '../kernels/registry.js';

/** `|x|`; no gradient at zero. */
export function absolute<T extends Tensor>(x: T): T {
  return tidy(() => x.mul(x.sign()) as T);
}

/** The larger of each pair; equal values get half of the gradient each. */
export function larger<T extends Tensor>(a: T, b: T): T {
  return runLarger({ a, b })[0] as T;
}

/** The smaller of each pair; equal values get half of the gradient each. */
export function smaller<T extends Tensor>(a: T, b: T): T {
  return runSmaller({ a, b })[0] as T;
}

/** At least `min`; the limit itself has a gradient. */
export function clampMin<T extends Tensor>(x: T, min: number): T {
  return runClamp({ x }, { min, max: Infinity })[0] as T;
}

/** Between `min` and `max`; the limits themselves have a gradient. */
export function clamp<T extends Tensor>(x: T, min: number, max: number): T {
  return runClamp({ x }, { min, max })[0] as T;
}

type Choice = (a: Tensor, b: Tensor) => Tensor;

function chosen(name: string, choose: Choice, isChosen: Choice) {
  return addKernel({
    name,
    forward: ({ a, b }) => [choose(a, b)],
    inputsToSave: ['a', 'b'],
    gradient: ([dy], [a, b]) => {
      const gradient = (first: Tensor, second: Tensor) => () =>
        tidy(() => {
          const half = first.equal(second).toFloat().mul(0.5);
          return dy.mul(isChosen(first, second).toFloat().add(half));
        });
      return { a: gradient(a, b), b: gradient(b, a) };
    },
  });
}

const runLarger = chosen('AlignDetLarger', maximum, (a, b) => a.greater(b));
const runSmaller = chosen('AlignDetSmaller', minimum, (a, b) => a.less(b));

const runClamp = addKernel({
  name: 'AlignDetClamp',
  forward: ({ x }, { min, max }) =>
    tidy(() => {
      const raised = maximum(x, Number(min));
      return [max === Infinity ? raised : minimum(raised, Number(max))];
    }),
  inputsToSave: ['x'],
  gradient: ([dy], [x], { min, max }) => ({
    x: () => {
      const isInside = x.greaterEqual(Number(min)).logicalAnd(x.lessEqual(Number(max)));
      return where(isInside, dy, zerosLike(dy));
    },
  }),
});
