/**
 * @module The JavaScript of tfjs and of its kernels for TensorFlow, which share one engine only when both are required:
 * importing tfjs's ES modules beside them would make a second `Tensor` class, without gradients.
 *
 * The build bundles this file with everything below it (`tools/build/tfjs.ts`), so that an installed package needs
 * neither of the packages: their install scripts download 400 MB.
 */
exports.tf = require('@tensorflow/tfjs');

/** Requiring them registers them, so they wait until they are asked for. */
exports.registerKernels = () => void require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');

exports.kernelBackend = () =>
  require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend').NodeJSKernelBackend;
