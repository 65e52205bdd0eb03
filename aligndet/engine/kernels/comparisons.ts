/** @module Comparisons are flat almost everywhere: no slope, where tfjs says that the gradient function is missing. */
import { tf } from '../tfjs.js';
import type { Gradient } from './registry.js';

const comparisons = [
  'Equal',
  'NotEqual',
  'Less',
  'LessEqual',
  'Greater',
  'GreaterEqual',
  'LogicalAnd',
  'LogicalOr',
];

function flat(kernelName: string, inputs: readonly string[]): Gradient {
  return {
    kernelName,
    inputsToSave: [...inputs],
    gradFunc: (_, saved) =>
      Object.fromEntries(inputs.map((name, i) => [name, () => tf.zeros(saved[i].shape)])),
  };
}

export const gradients: Gradient[] = [
  ...comparisons.map((name) => flat(name, ['a', 'b'])),
  flat('LogicalNot', ['x']),
];
