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
