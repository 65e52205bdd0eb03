/** @module Records tfjs code as a graph: arguments become placeholders, the weights that it uses become captures. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { EngineError } from '../../core/index.js';
import { tensorFlowBackend } from '../backend.js';
import type { OpAttribute } from '../runtime/attributes.js';
import type { OutputInfo } from '../runtime/eager-op.js';
import { runtime } from '../runtime/runtime.js';
import { tf } from '../tfjs.js';
import { Graph, type GraphTensor } from './graph.js';
import type { TensorData, Tracer } from './tracing.js';

/** A tensor that the traced code uses and that is not an argument. */
export interface Capture {
  /** The variable, which is read at each call, or an owned tensor that shares its values. */
  readonly source: Variable | Tensor;
  readonly graphTensor: GraphTensor;
}

/**
 * Maximum size in bytes of a captured tensor that is copied into the graph. Variables are copied only when frozen.
 */
const CONSTANT_BYTES = 16_384;

/** Indices are unique across traces, so that a tensor that leaks from one trace is recognized in another. */
let nextId = -2;

export class Trace implements Tracer {
  readonly graph = new Graph();
  readonly captures: Capture[] = [];
  /** Variables whose values were copied, with what identifies a changed value: {@link TraceOptions.freeze}. */
  readonly frozen = new Map<Variable, object>();
  readonly #graphTensors = new Map<number, GraphTensor>();
  readonly #byData = new Map<object, number>();
  readonly #variables = new Map<object, Variable>();
  readonly #freeze: boolean;

  /** @param freeze copy the values of variables into the graph: TensorFlow can then fold them. */
  constructor(freeze: boolean) {
    this.#freeze = freeze;
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      this.#variables.set(variable.dataId, variable);
    }
  }

  /** A placeholder for an argument, with its shape and dtype but no values. */
  argument(shape: number[], dtype: number): Tensor {
    const placeholder = this.graph.placeholder(shape, dtype, true);
    return tensorFlowBackend().createOutputTensor(this.#file(placeholder));
  }

  /** The graph output of a tensor that the traced code created or uses. */
  graphTensorOf(tensor: Tensor): GraphTensor {
    const backend = tensorFlowBackend();
    return this.#graphTensors.get(this.trackedId(tensor.dataId, backend.tensorMap.get(tensor.dataId)))!;
  }

  trackedId(dataId: object, data: TensorData): number {
    if (this.#graphTensors.has(data.id)) return data.id;
    if (data.id < -1) {
      throw new EngineError(
        'A tensor created inside one compiled function was used in another. Return it from the function instead.',
      );
    }
    let trackedId = this.#byData.get(dataId);
    if (trackedId === undefined) {
      trackedId =
        data.tracer === this
          ? this.constant(data.shape, data.dtype, data.values)
          : this.#capture(dataId, data);
      this.#byData.set(dataId, trackedId);
    }
    return trackedId;
  }

  constant(shape: number[], dtype: number, values: unknown): number {
    return this.#file(this.graph.constant(shape, dtype, values)).id;
  }

  addOp(name: string, attributes: readonly OpAttribute[], inputs: readonly number[]): OutputInfo[] {
    const outputs = this.graph.add(
      name,
      attributes,
      inputs.map((id) => this.#graphTensors.get(id)!),
    );
    return outputs.map((output) => this.#file(output));
  }

  dispose(): void {
    for (const { source } of this.captures) if (!isVariable(source)) source.dispose();
    this.graph.dispose();
  }

  #capture(dataId: object, data: TensorData): number {
    const variable = this.#variables.get(dataId);
    const bytes = data.shape.reduce((product, dim) => product * dim, 4);
    if (this.#freeze || (variable === undefined && bytes <= CONSTANT_BYTES)) {
      if (variable !== undefined) this.frozen.set(variable, dataId);
      return this.#copy(data);
    }
    const graphTensor = this.graph.placeholder(data.shape, data.dtype, false);
    this.captures.push({ source: variable ?? share(dataId, data), graphTensor });
    return this.#file(graphTensor).id;
  }

  /** A constant with the values of a tensor created before the trace. */
  #copy(data: TensorData): number {
    if (data.values != null) return this.constant(data.shape, data.dtype, data.values);
    const { api, status, handles } = runtime();
    const tensor = api.TFE_TensorHandleResolve(handles.get(data.id), status.pointer);
    status.check('could not read a captured tensor');
    try {
      return this.#file(this.graph.constantOf(tensor, data.shape, data.dtype)).id;
    } finally {
      api.TF_DeleteTensor(tensor);
    }
  }

  #file(graphTensor: GraphTensor): OutputInfo {
    const id = nextId--;
    this.#graphTensors.set(id, graphTensor);
    return { id, shape: graphTensor.shape, dtype: graphTensor.dtype };
  }
}

export function isVariable(source: Variable | Tensor): source is Variable {
  return source instanceof tf.Variable;
}

/** An owned tensor that shares the values of another and outlives it. */
function share(dataId: object, { shape }: TensorData): Tensor {
  const backend = tensorFlowBackend();
  const engine = tf.engine();
  const { dtype } = engine.state.tensorInfo.get(dataId)!;
  backend.incRef(dataId);
  return tf.keep(engine.makeTensorFromTensorInfo({ dataId, shape, dtype }, backend as never));
}
