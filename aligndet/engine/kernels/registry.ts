/** @module Replaces kernels and gradients that tfjs registers, and adds ones that it lacks. */
import type { GradConfig, NamedAttrMap, NamedTensorInfoMap, Tensor } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';

/** The gradient of a kernel, as tfjs takes it: slopes by input, computed when asked for. */
export type Gradient = GradConfig;

/** Runs one operation: named inputs and attributes to outputs. */
export type Kernel = (
  inputs: Record<string, Tensor>,
  attributes: Record<string, unknown>,
) => Tensor | Tensor[];

/** Makes `kernel` what the TensorFlow backend runs under a name, whatever ran there before. */
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

/** Makes `gradient` the gradient of the kernel that it names. */
export function setGradient(gradient: Gradient): void {
  if (tf.getGradient(gradient.kernelName) != null) tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}

/** An operation of our own, known to the gradient tape. */
export interface OwnOperation {
  /** Unique among all kernels. */
  readonly name: string;
  readonly forward: (inputs: Record<string, Tensor>, attributes: Record<string, unknown>) => Tensor[];
  /** Inputs, by name, that the gradient needs. */
  readonly inputsToSave?: string[];
  /** Which outputs the gradient needs. */
  readonly outputsToSave?: boolean[];
  /** Slopes of the inputs from those of the outputs; `saved` holds the inputs, then the outputs. */
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
