/** @module Comparisons have no gradient; tfjs reports a missing gradient function for them. */
import { tf } from '../tfjs.js';
import type { Gradient } from './registry.js';

const comparisons = ['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual'];

function flat(kernelName: string): Gradient {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_, [a, b]) => ({ a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) }),
  };
}

export const gradients: Gradient[] = comparisons.map(flat);
