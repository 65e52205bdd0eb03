/**
 * @module Registers the tensor backend: TensorFlow through {@link Binding}, loaded by the first tensor operation.
 *
 * `ALIGNDET_ENGINE=cpu` selects tfjs's plain JavaScript kernels instead, for tests of shape logic. There is no
 * fallback between
 * backends: a machine without TensorFlow gets an error, never a slow path.
 */
import type { KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs';
import { EngineError } from '../core/index.js';
import { Binding } from './binding.js';
import { activeTracer, type TensorData } from './compile/tracing.js';
import type { OpAttribute } from './runtime/attributes.js';
import { dataTypes } from './runtime/dtypes.js';
import type { OutputInfo } from './runtime/eager-op.js';
import { kernelBackend, registerKernels, tf } from './tfjs.js';

/** The members of tfjs-node's backend that the engine calls or overrides. */
interface KernelsBackend {
  readonly binding: Binding;
  readonly tensorMap: { get(dataId: object): TensorData };
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    numOutputs: number,
  ): Tensor[];
  createOutputTensor(output: OutputInfo): Tensor;
  getInputTensorIds(tensors: readonly (TensorInfo | Int64Scalar)[]): number[];
  move(dataId: object, values: unknown, shape: number[], dtype: string, refCount: number): void;
  readSync(dataId: object): unknown;
  incRef(dataId: object): void;
}

/** How the kernels pass an int64 to TensorFlow: its low and high halves. */
interface Int64Scalar {
  readonly valueArray: Int32Array;
}

export type TensorFlowBackend = KernelsBackend;

const engines = ['tensorflow', 'cpu'] as const;

export type EngineName = (typeof engines)[number];

function chosenEngine(): EngineName {
  const name = process.env.ALIGNDET_ENGINE || 'tensorflow';
  const found = engines.find((engine) => engine === name);
  if (found !== undefined) return found;
  throw new EngineError(`ALIGNDET_ENGINE must be ${engines.join(' or ')}, but is "${name}".`);
}

/** The active backend. */
export const engineName: EngineName = chosenEngine();

if (engineName === 'tensorflow') {
  registerKernels();
  if (tf.findBackend('tensorflow') === null) {
    const backend = newBackend();
    tf.registerBackend('tensorflow', () => backend as unknown as KernelBackend, 3);
  }
}
tf.setBackend(engineName);

/** tfjs-node's backend, with every op and tensor going to the active trace when there is one. */
function newBackend(): TensorFlowBackend {
  const NodeJSKernelBackend = kernelBackend() as new (
    binding: Binding,
    packageName: string,
  ) => KernelsBackend;

  class Backend extends NodeJSKernelBackend {
    override getInputTensorIds(tensors: readonly (TensorInfo | Int64Scalar)[]): number[] {
      const tracer = activeTracer();
      if (tracer === undefined) return super.getInputTensorIds(tensors);
      return tensors.map((tensor) => {
        if ('valueArray' in tensor) return tracer.constant([], dataTypes.int64, tensor.valueArray);
        return tracer.trackedId(tensor.dataId, this.tensorMap.get(tensor.dataId));
      });
    }

    override move(dataId: object, values: unknown, shape: number[], dtype: string, refCount: number): void {
      super.move(dataId, values, shape, dtype, refCount);
      this.tensorMap.get(dataId).tracer = activeTracer();
    }

    override readSync(dataId: object): unknown {
      if (this.tensorMap.get(dataId).id >= -1) return super.readSync(dataId);
      throw new EngineError(
        'The values of a tensor were read inside a compiled function, where they are not known yet: ' +
          'read them outside, or do not compile this function.',
      );
    }
  }
  return new Backend(new Binding(), '@tensorflow/tfjs-node-gpu');
}

/** @throws {EngineError} when another backend is active: raw ops and compiled functions need TensorFlow. */
export function tensorFlowBackend(): TensorFlowBackend {
  const backend = tf.findBackend('tensorflow') as unknown as TensorFlowBackend | null;
  if (engineName === 'tensorflow' && backend !== null) return backend;
  throw new EngineError(
    `This needs TensorFlow, but ALIGNDET_ENGINE=${engineName} is set: unset it or set it to tensorflow.`,
  );
}
