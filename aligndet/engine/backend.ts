/**
 * @module Registers the tensor backend: TensorFlow through {@link Binding}, loaded by the first tensor operation.
 *
 * `ALIGNDET_ENGINE=cpu` chooses tfjs's plain JavaScript kernels instead, for tests of shape logic. No backend stands in
 * for another: a machine without TensorFlow gets an error, never a slow path.
 */
import { EngineError } from '../core/index.js';
import { Binding } from './binding.js';
import type { OpAttribute } from './runtime/attributes.js';
import { requireKernels, tf } from './tfjs.js';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** The parts of tfjs-node's backend that the engine calls itself. */
export interface TensorFlowBackend {
  readonly binding: Binding;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Tensor[],
    numOutputs: number,
  ): Tensor[];
}

type KernelBackendType = new (binding: Binding, packageName: string) => TensorFlowBackend;

const engines = ['tensorflow', 'cpu'] as const;

export type EngineName = (typeof engines)[number];

function chosenEngine(): EngineName {
  const name = process.env.ALIGNDET_ENGINE || 'tensorflow';
  const found = engines.find((engine) => engine === name);
  if (found !== undefined) return found;
  throw new EngineError(`ALIGNDET_ENGINE must be ${engines.join(' or ')}, but is "${name}".`);
}

/** The backend in force. */
export const engineName: EngineName = chosenEngine();

if (engineName === 'tensorflow') {
  const { NodeJSKernelBackend } = requireKernels('nodejs_kernel_backend') as {
    NodeJSKernelBackend: KernelBackendType;
  };
  requireKernels('register_all_kernels');
  if (tf.findBackend('tensorflow') === null) {
    const backend = new NodeJSKernelBackend(new Binding(), '@tensorflow/tfjs-node-gpu');
    tf.registerBackend('tensorflow', () => backend as never, 3);
  }
}
tf.setBackend(engineName);

/** @throws {EngineError} when another backend is in force: raw ops and compiled functions need TensorFlow. */
export function tensorFlowBackend(): TensorFlowBackend {
  const backend = tf.findBackend('tensorflow') as unknown as TensorFlowBackend | null;
  if (engineName === 'tensorflow' && backend !== null) return backend;
  throw new EngineError(
    `This needs TensorFlow, but ALIGNDET_ENGINE=${engineName} is in force: unset it or set it to tensorflow.`,
  );
}
