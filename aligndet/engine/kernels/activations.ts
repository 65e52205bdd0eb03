/** @module ReLU and sigmoid gradients that need only the output, so that the input of an activation is not saved. */
import type { Tensor } from '@tensorflow/tfjs';
import { singleOp } from '../raw-op.js';
import type { Gradient } from './registry.js';

/** @param gradientOp takes the output and its gradient. */
function fromOutput(kernelName: string, gradient: (output: Tensor, dy: Tensor) => Tensor): Gradient {
  return {
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [output]) => ({ x: () => gradient(output, dy as Tensor) }),
  };
}

export const gradients: Gradient[] = [
  fromOutput('Relu', (output, dy) => singleOp('ReluGrad', {}, [dy, output])),
  fromOutput('Sigmoid', (output, dy) => singleOp('SigmoidGrad', {}, [output, dy])),
  fromOutput('Tanh', (output, dy) => singleOp('TanhGrad', {}, [output, dy])),
];
