/**
 * @module Convolution, bias, residual and ReLU in one pass over the maps: the kernel that TensorFlow's graphs use on
 * a CPU with
 * oneDNN, and that has no public op. The values equal those of the separate ops.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { tensorFlowBackend } from '../backend.js';
import { activeTracer } from '../compile/tracing.js';
import { isDoublePrecision } from '../double-precision.js';
import { type AttributeValue, attributesOf } from '../raw-op.js';
import { attributeTypes } from '../runtime/attributes.js';
import { dataTypes } from '../runtime/dtypes.js';
import { runtime, usesGpu } from '../runtime/runtime.js';
import { tf } from '../tfjs.js';

export interface FusedEpilogue {
  /** `[O]`. */
  readonly bias: Tensor;
  /** Has the result's shape. */
  readonly residual?: Tensor;
  readonly hasRelu: boolean;
}

const OP = '_MklNativeFusedConv2D';
/** Label under which TensorFlow registers the kernel for its graph passes. */
const KERNEL_LABEL = 'MklNameChangeOp';

/** Whether this TensorFlow has the op and runs on CPUs only; probed by the first call. */
let isAvailable: boolean | undefined;

/**
 * @param attributes of `Conv2D`: strides, padding, dilations.
 * @returns the result, or `undefined` where there is no such op: a GPU, another processor, a trace, float64.
 */
export function fusedConvolution(
  x: Tensor,
  filter: Tensor,
  attributes: Readonly<Record<string, AttributeValue>>,
  epilogue: FusedEpilogue,
): Tensor | undefined {
  if (activeTracer() !== undefined || isDoublePrecision()) return undefined;
  isAvailable ??= probe();
  return isAvailable ? run(x, filter, attributes, epilogue) : undefined;
}

function run(
  x: Tensor,
  filter: Tensor,
  attributes: Readonly<Record<string, AttributeValue>>,
  { bias, residual, hasRelu }: FusedEpilogue,
): Tensor {
  const operands = residual === undefined ? [bias] : [bias, residual];
  const steps = ['BiasAdd', ...(residual === undefined ? [] : ['Add']), ...(hasRelu ? ['Relu'] : [])];
  const { int, string, type } = attributeTypes;
  const own = [
    { name: 'T', type, value: dataTypes.float32 },
    { name: 'TArgs', type, value: operands.map(() => dataTypes.float32) },
    { name: 'num_args', type: int, value: operands.length },
    { name: 'num_host_args', type: int, value: 0 },
    { name: 'fused_ops', type: string, value: steps },
    { name: '_kernel', type: string, value: KERNEL_LABEL },
  ];
  const inputs = [x, filter, ...operands];
  const all = [...attributesOf('Conv2D', attributes), ...own];
  return tensorFlowBackend().executeMultipleOutputs(OP, all, inputs, 1)[0];
}

function probe(): boolean {
  if (runtime().catalog.find(OP) === undefined || usesGpu()) return false;
  return tf.tidy(() => {
    try {
      const filter = tf.tensor4d([2], [1, 1, 1, 1]);
      const [x, residual] = [tf.tensor4d([3, -4], [1, 1, 2, 1]), tf.tensor4d([1, 2], [1, 1, 2, 1])];
      const attributes = { strides: [1, 1, 1, 1], padding: 'VALID' };
      const y = run(x, filter, attributes, { bias: tf.tensor1d([-1]), residual, hasRelu: true });
      const [first, second] = y.dataSync();
      return first === 6 && second === 0; // 3 * 2 - 1 + 1, and -8 - 1 + 2 cut off
    } catch {
      return false;
    }
  });
}
