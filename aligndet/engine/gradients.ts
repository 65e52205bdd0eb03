/**
 * @module Slopes of a loss by weights, for training.
 *
 * The same numbers as tfjs's `variableGrads`, which keeps every activation and every slope until the last one is there:
 * here each is freed with the last operation that needs it.
 */
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { EngineError } from '../core/index.js';
import { dependents, type TapeNode, withTape } from './compile/tape.js';
import { tf } from './tfjs.js';

export interface LossGradients {
  readonly value: Scalar;
  /** By variable; none where no path leads from the variable to the loss. */
  readonly gradients: ReadonlyMap<Variable, Tensor>;
}

/** Operations whose gradients look at the shapes of what they saved, and not at the values. */
const shapeOnly = new Set(['Add', 'Concat', 'ExpandDims', 'Mean', 'PadV2', 'Reshape', 'Slice', 'Sub', 'Sum']);

/** Frees at once what only looks saved: the shape of a tensor outlives its values. */
class LeanTape extends Array<TapeNode> {
  override push(...nodes: TapeNode[]): number {
    for (const node of nodes) if (shapeOnly.has(node.kernelName)) free(node);
    return super.push(...nodes);
  }
}

/**
 * Runs `loss`, then backwards through what it did.
 *
 * @returns the loss and its slopes, owned by the caller.
 */
export function lossGradients(loss: () => Scalar, variables: readonly Variable[]): LossGradients {
  const tape = new LeanTape();
  try {
    const value = withTape(true, () => tf.tidy(loss), tape).result;
    if (value.size !== 1) {
      throw new EngineError(`A loss must be one number, but is [${value.shape.join(', ')}].`);
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
    // Whatever reads these outputs lies behind the node, so that their slopes were whole and have done their work.
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

/** One slope for each of `inputs`, none of which is shared with another tensor's owner. */
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
