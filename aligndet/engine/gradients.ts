/**
 * @module Gradients of a loss with respect to weights, for training.
 *
 * The same values as tfjs's `variableGrads`, which keeps every activation and every gradient until the end:
 * here each is freed after the last operation that needs it.
 */
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { EngineError } from '../core/index.js';
import { dependents, type TapeNode, withTape } from './compile/tape.js';
import { tf } from './tfjs.js';

export interface LossGradients {
  readonly value: Scalar;
  /** By variable; absent where the loss does not depend on the variable. */
  readonly gradients: ReadonlyMap<Variable, Tensor>;
}

/** Operations whose gradients use only the shapes of their saved tensors, not the values. */
const shapeOnly = new Set(['Add', 'Concat', 'ExpandDims', 'Mean', 'PadV2', 'Reshape', 'Slice', 'Sub', 'Sum']);

/** Frees saved tensors of which only the shape is used: the shape outlives the values. */
class LeanTape extends Array<TapeNode> {
  override push(...nodes: TapeNode[]): number {
    for (const node of nodes) if (shapeOnly.has(node.kernelName)) free(node);
    return super.push(...nodes);
  }
}

/**
 * Runs `loss`, then backpropagation.
 *
 * @example
 * ```ts
 * import { lossGradients, type Scalar, scalar, variable } from 'aligndet/engine';
 *
 * const weight = variable(scalar(3));
 * const { value, gradients } = lossGradients(() => weight.square() as Scalar, [weight]);
 * console.log(value.arraySync(), gradients.get(weight)?.arraySync()); // -> 9 6
 * ```
 *
 * @returns the loss and its gradients, owned by the caller.
 */
export function lossGradients(loss: () => Scalar, variables: readonly Variable[]): LossGradients {
  const tape = new LeanTape();
  try {
    const value = withTape(true, () => tf.tidy(loss), tape).result;
    if (value.size !== 1) {
      throw new EngineError(`A loss must be a scalar, but has the shape [${value.shape.join(', ')}].`);
    }
    return { value, gradients: withTape(false, () => backwards(tape, value, variables)).result };
  } finally {
    for (const node of tape) free(node);
  }
}

function backwards(tape: TapeNode[], loss: Scalar, variables: readonly Variable[]): Map<Variable, Tensor> {
  const reached = dependents(tape, variables);
  const gradientsById = new Map<number, Tensor>([[loss.id, tf.onesLike(loss)]]);
  for (let node = tape.pop(); node !== undefined; node = tape.pop()) {
    const dys = node.outputs.map(({ id }) => gradientsById.get(id));
    const inputs = Object.entries(node.inputs).filter(([, input]) => reached.has(input.id));
    if (inputs.length > 0 && dys.some((dy) => dy !== undefined)) {
      const dxs = inputGradients(node, inputs, dys);
      inputs.forEach(([, { id }], i) => {
        accumulate(gradientsById, id, dxs[i]);
      });
    }
    // Every reader of these outputs comes after the node, so their gradients are complete and no longer needed.
    for (const { id } of node.outputs) {
      gradientsById.get(id)?.dispose();
      gradientsById.delete(id);
    }
    free(node);
  }
  const gradients = new Map<Variable, Tensor>();
  for (const variable of variables) {
    const gradient = gradientsById.get(variable.id);
    if (gradient !== undefined) gradients.set(variable, gradient);
  }
  return gradients;
}

/** One gradient for each of `inputs`; none shares memory with a tensor of another owner. */
function inputGradients(
  node: TapeNode,
  inputs: [string, Tensor][],
  dys: (Tensor | undefined)[],
): readonly Tensor[] {
  if (node.gradient === undefined) {
    throw new EngineError(`Cannot compute gradient: gradient function not found for ${node.kernelName}.`);
  }
  const pruned = { ...node, inputs: Object.fromEntries(inputs) };
  return tf.tidy(() => {
    const gradientOf = pruned.gradient!(dys);
    return inputs.map(([name]) => tf.tidy(() => gradientOf[name]().clone()));
  });
}

function accumulate(gradientsById: Map<number, Tensor>, id: number, gradient: Tensor): void {
  const before = gradientsById.get(id);
  gradientsById.set(id, before === undefined ? gradient : tf.add(before, gradient));
  if (before === undefined) return;
  before.dispose();
  gradient.dispose();
}

function free({ saved }: TapeNode): void {
  for (const tensor of saved) tensor.dispose();
}
