/**
 * @module Matrix product, bias and ReLU in one pass: the kernel that TensorFlow's graphs use, which has no public op.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { tensorFlowBackend } from '../backend.js';
import { activeTracer } from '../compile/tracing.js';
import { isDoublePrecision } from '../double-precision.js';
import { attributesOf } from '../raw-op.js';
import { runtime } from '../runtime/runtime.js';
import { tf } from '../tfjs.js';

const OP = '_FusedMatMul';

/**
 * @param a `[M, K]`.
 * @param b `[K, N]`.
 * @param bias `[O]`, repeated along N.
 * @returns `[M, N]`, or `undefined` where there is no such op: a trace, float64, another TensorFlow.
 */
export function fusedProduct(a: Tensor, b: Tensor, bias: Tensor, hasRelu: boolean): Tensor | undefined {
  if (activeTracer() !== undefined || isDoublePrecision()) return undefined;
  if (runtime().catalog.find(OP) === undefined) return undefined;
  return tf.tidy(() => {
    const attributes = attributesOf(OP, {
      T: 'float32',
      transpose_a: false,
      transpose_b: false,
      num_args: 1,
      fused_ops: hasRelu ? ['BiasAdd', 'Relu'] : ['BiasAdd'],
    });
    const columns = tf.tile(bias, [b.shape[1]! / bias.size]); // [N]
    return tensorFlowBackend().executeMultipleOutputs(OP, attributes, [a, b, columns], 1)[0];
  });
}
