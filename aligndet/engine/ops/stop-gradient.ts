/** @module Where gradients end: a tensor as a constant, and a part of a model that is off the gradient tape. */
import { customGrad, keep, scalar, type Tensor, zerosLike } from '../api.js';
import { addKernel } from '../kernels/registry.js';

/** The value as a constant, as PyTorch's `detach()`. */
export function stopGradient<T extends Tensor>(x: T): T {
  return runConstant({ x })[0] as T;
}

const runConstant = addKernel({
  name: 'AlignDetConstant',
  forward: ({ x }) => [x.clone()],
  inputsToSave: ['x'],
  gradient: (_, [x]) => ({ x: () => zerosLike(x) }),
});

/**
 * Runs a part of a model off the gradient tape, as `torch.no_grad()`: nothing of it is remembered.
 *
 * @returns the tensors of `run`, as constants. Everything else that it makes is freed.
 */
export function noGrad<T extends Tensor>(run: () => T[]): T[] {
  let results: T[] = [];
  // Inside the forward function of a custom gradient tfjs records nothing, and frees all that is not kept.
  const token = customGrad(() => {
    results = run().map((tensor) => keep(tensor));
    return { value: scalar(0), gradFunc: () => [] };
  })();
  token.dispose();
  return results.map((tensor) => {
    const constant = tensor.clone(); // belongs to the scope of the caller
    tensor.dispose();
    return constant;
  });
}
