/** @module A function in TensorFlow's context, extracted from a graph. */
import type { Tensor } from '@tensorflow/tfjs';
import { tensorFlowBackend } from '../backend.js';
import { runtime } from '../runtime/runtime.js';
import { type Graph, type GraphNode, type GraphTensor, toNative } from './graph.js';

let made = 0;

export class NativeFunction {
  readonly name = `aligndet_${++made}`;
  readonly #numOutputs: number;
  #isDisposed = false;

  /**
   * @param body the nodes to run; their inputs come from one another or from `inputs`.
   * @param inputs tensors of nodes that are not in the body.
   * @param outputs each once, and none of them an input.
   */
  constructor(
    graph: Graph,
    body: readonly GraphNode[],
    inputs: readonly GraphTensor[],
    outputs: readonly GraphTensor[],
  ) {
    const { api, status, context } = runtime();
    this.#numOutputs = outputs.length;
    const made = api.TF_GraphToFunction(
      graph.pointer,
      this.name,
      0,
      body.length,
      BigUint64Array.from(body, ({ pointer }) => pointer),
      inputs.length,
      inputs.map(toNative),
      outputs.length,
      outputs.map(toNative),
      null,
      null,
      '',
      status.pointer,
    );
    status.check('could not extract a function from a traced graph');
    api.TFE_ContextAddFunction(context, made, status.pointer);
    api.TF_DeleteFunction(made);
    status.check('could not register a compiled function with TensorFlow');
  }

  /** Runs the function. The outputs belong to the caller. */
  call(inputs: readonly Tensor[]): Tensor[] {
    return tensorFlowBackend().executeMultipleOutputs(this.name, [], inputs, this.#numOutputs);
  }

  /** Removes the function from TensorFlow's context. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const { api, status, context } = runtime();
    api.TFE_ContextRemoveFunction(context, this.name, status.pointer);
    status.check(`could not remove ${this.name}`);
  }
}
