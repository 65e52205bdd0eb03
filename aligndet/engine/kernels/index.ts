/** @module Installs the engine's own kernels and gradients over those of tfjs. */
import * as activations from './activations.js';
import * as comparisons from './comparisons.js';
import * as convolution from './convolution.js';
import * as cropAndResize from './crop-and-resize.js';
import * as matrixProduct from './matrix-product.js';
import * as maxPool from './max-pool.js';
import { setGradient, setKernel } from './registry.js';
import * as resizing from './resizing.js';
import * as rounding from './rounding.js';
import * as selection from './selection.js';

const kernels = { ...convolution.kernels, ...matrixProduct.kernels, ...maxPool.kernels, ...rounding.kernels };

const gradients = [
  ...activations.gradients,
  ...comparisons.gradients,
  ...convolution.gradients,
  ...cropAndResize.gradients,
  ...resizing.gradients,
  ...selection.gradients,
];

/** Replaces tfjs's registrations. The kernels use TensorFlow ops, so this is for that backend only. */
export function installKernels(): void {
  for (const [name, kernel] of Object.entries(kernels)) setKernel(name, kernel);
  for (const gradient of gradients) setGradient(gradient);
}
