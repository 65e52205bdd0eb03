/** @module Circular shift along axes: `torch.roll`. */
import { addKernel, singleOp, type Tensor, tensor1d, tidy } from '../../engine/index.js';

/** @param shifts of each axis of `axes` towards higher indices. */
export function roll<T extends Tensor>(x: T, shifts: readonly number[], axes: readonly number[]): T {
  return runRoll({ x }, { shifts, axes })[0] as T;
}

const shifted = (x: Tensor, shifts: readonly number[], axes: readonly number[]): Tensor =>
  tidy(() => singleOp('Roll', {}, [x, tensor1d([...shifts], 'int32'), tensor1d([...axes], 'int32')]));

const runRoll = addKernel({
  name: 'AlignDetRoll',
  forward: ({ x }, { shifts, axes }) => [shifted(x, shifts as number[], axes as number[])],
  gradient: ([dy], _, { shifts, axes }) => ({
    x: () =>
      shifted(
        dy,
        (shifts as number[]).map((shift) => -shift),
        axes as number[],
      ),
  }),
});
