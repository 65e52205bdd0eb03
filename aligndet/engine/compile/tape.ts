/** @module Backpropagation over tfjs's tape for several outputs at once; tfjs itself supports one. */
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';

/** tfjs's record of an operation. */
export interface TapeNode {
  id: number;
  kernelName: string;
  inputs: NamedTensorMap;
  outputs: Tensor[];
  /** Saved for the gradient; freed when the outermost gradient is done. */
  saved: Tensor[];
  /**
   * Gradients of the inputs from those of the outputs. Called on a copy whose `inputs` are only the relevant ones.
   */
  gradient?: (this: TapeNode, dys: (Tensor | undefined)[]) => Record<string, () => Tensor>;
}

/** The fields of tfjs's engine state that control recording. */
interface RecordingState {
  activeTape: TapeNode[] | null;
  gradientDepth: number;
  nextTapeNodeId: number;
}

function recordingState(): RecordingState {
  return tf.engine().state as unknown as RecordingState;
}

/** The active tape, or `undefined` when no gradient is being computed. */
export function activeTape(): readonly TapeNode[] | undefined {
  return tf.engine().isTapeOn() ? (recordingState().activeTape ?? undefined) : undefined;
}

export function addToTape(node: Omit<TapeNode, 'id'>): void {
  const state = recordingState();
  state.activeTape?.push({ id: state.nextTapeNodeId++, ...node });
}

/**
 * Runs `work` with a separate tape, or with none.
 *
 * @param tape receives the records, even when `work` fails.
 * @returns the result of `work` and the records.
 */
export function withTape<T>(
  isOn: boolean,
  work: () => T,
  tape: TapeNode[] = [],
): { result: T; tape: TapeNode[] } {
  const state = recordingState();
  const { activeTape: outerTape, gradientDepth } = state;
  state.activeTape = tape;
  state.gradientDepth = isOn ? 1 : 0;
  try {
    return { result: work(), tape };
  } finally {
    state.activeTape = outerTape;
    state.gradientDepth = gradientDepth;
  }
}

/** The ids of all tensors that depend on one of `sources`. */
export function dependents(tape: readonly TapeNode[], sources: Iterable<Tensor>): Set<number> {
  const reached = new Set(Array.from(sources, ({ id }) => id));
  for (const { inputs, outputs } of tape) {
    if (!Object.values(inputs).some((input) => reached.has(input.id))) continue;
    for (const { id } of outputs) reached.add(id);
  }
  return reached;
}

/**
 * Gradients of the sum of `ys` times `dys` with respect to each of `xs`.
 *
 * @returns one tensor for each of `xs`, or `undefined` where the outputs do not depend on it.
 */
export function backpropagate(
  tape: readonly TapeNode[],
  ys: readonly Tensor[],
  dys: readonly Tensor[],
  xs: readonly Tensor[],
): (Tensor | undefined)[] {
  const fromXs = dependents(tape, xs);
  const gradients = new Map<number, Tensor>();
  const accumulate = (id: number, gradient: Tensor) => {
    const sum = gradients.get(id);
    gradients.set(id, sum === undefined ? gradient : tf.add(sum, gradient));
  };
  ys.forEach((y, i) => {
    accumulate(y.id, dys[i]);
  });
  for (const node of tape.toReversed()) {
    const outputGradients = node.outputs.map(({ id }) => gradients.get(id));
    const entries = Object.entries(node.inputs).filter(([, input]) => fromXs.has(input.id));
    if (entries.length === 0 || outputGradients.every((gradient) => gradient === undefined)) continue;
    if (node.gradient === undefined) {
      throw new Error(`Cannot compute gradient: gradient function not found for ${node.kernelName}.`);
    }
    const pruned = { ...node, inputs: Object.fromEntries(entries) };
    const thunks = pruned.gradient!(outputGradients);
    for (const [name, input] of entries) accumulate(input.id, thunks[name]());
  }
  return xs.map(({ id }) => gradients.get(id));
}
