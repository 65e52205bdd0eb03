/** @module Running a part of a model off the gradient tape: nothing of it is remembered, no gradient passes. */
import { customGrad, keep, scalar, type Tensor } from '../engine/index.js';

/** @returns the tensors of `run`, as constants. Everything else that it makes is freed. */
export function withoutGradient<T extends Tensor>(run: () => T[]): T[] {
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
