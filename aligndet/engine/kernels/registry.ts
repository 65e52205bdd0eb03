/** @module Replaces kernels and gradients that tfjs registers, and adds missing ones. */
import type { GradConfig, NamedAttrMap, NamedTensorInfoMap, Tensor } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';

/** The gradient of a kernel, in tfjs's form: gradients by input, computed on demand. */
export type Gradient = GradConfig;

/** Runs one operation: maps named inputs and attributes to outputs. */
export type Kernel = (
  inputs: Record<string, Tensor>,
  attributes: Record<string, unknown>,
) => Tensor | Tensor[];

/** Registers `kernel` under a name for the TensorFlow backend, replacing any earlier one. */
export function setKernel(kernelName: string, kernel: Kernel): void {
  const backendName = 'tensorflow';
  if (tf.getKernel(kernelName, backendName) != null) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }: { inputs: NamedTensorInfoMap; attrs?: NamedAttrMap }) =>
      kernel(inputs as Record<string, Tensor>, (attrs ?? {}) as Record<string, unknown>),
  });
}

/** Registers `gradient` for the kernel that it names. */
export function setGradient(gradient: Gradient): void {
  if (tf.getGradient(gradient.kernelName) != null) tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}

/** A custom operation with a gradient. */
export interface OwnOperation {
  /** Unique among all kernels. */
  readonly name: string;
  readonly forward: (inputs: Record<string, Tensor>, attributes: Record<string, unknown>) => Tensor[];
  /** Inputs, by name, that the gradient needs. */
  readonly inputsToSave?: string[];
  /** Outputs that the gradient needs, by index. */
  readonly outputsToSave?: boolean[];
  /** Gradients of the inputs from those of the outputs; `saved` contains the inputs, then the outputs. */
  readonly gradient: (
    dys: Tensor[],
    saved: Tensor[],
    attributes: Record<string, unknown>,
  ) => Record<string, () => Tensor>;
}

/** Adds an operation. @returns the function that runs it, on or off a tape. */
export function addKernel(
  operation: OwnOperation,
): (inputs: Record<string, Tensor>, attributes?: Record<string, unknown>) => Tensor[] {
  const { name, forward, inputsToSave, outputsToSave, gradient } = operation;
  return (inputs, attributes = {}) => {
    if (tf.getKernel(name, 'tensorflow') == null) {
      setKernel(name, forward);
      setGradient({
        kernelName: name,
        inputsToSave,
        outputsToSave,
        gradFunc: (dy, saved, given) => gradient(Array.isArray(dy) ? dy : [dy], saved, given),
      });
    }
    return tf.engine().runKernel(name, inputs, attributes as NamedAttrMap);
  };
}
