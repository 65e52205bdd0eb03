/** @module Backpropagation over tfjs's tape for several outputs at once; tfjs itself takes one. */
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';

/** What tfjs records of an operation. */
export interface TapeNode {
  id: number;
  kernelName: string;
  inputs: NamedTensorMap;
  outputs: Tensor[];
  /** Kept for the gradient; freed when the outermost gradient is done. */
  saved: Tensor[];
  /** Slopes of the inputs from those of the outputs. Called on a copy whose `inputs` are only those that matter. */
  gradient?: (this: TapeNode, dys: (Tensor | undefined)[]) => Record<string, () => Tensor>;
}

/** The parts of tfjs's engine state that decide what is recorded. */
interface RecordingState {
  activeTape: TapeNode[] | null;
  gradientDepth: number;
  nextTapeNodeId: number;
}

function recordingState(): RecordingState {
  return tf.engine().state as unknown as RecordingState;
}

/** The tape that is being written, or `undefined` when nothing asks for gradients. */
export function activeTape(): readonly TapeNode[] | undefined {
  return tf.engine().isTapeOn() ? (recordingState().activeTape ?? undefined) : undefined;
}

export function addToTape(node: Omit<TapeNode, 'id'>): void {
  const state = recordingState();
  state.activeTape?.push({ id: state.nextTapeNodeId++, ...node });
}

/**
 * Runs `work` with a tape of its own, or with none.
 *
 * @param tape filled with what is recorded, also when `work` fails.
 * @returns what `work` returned and what was recorded.
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
 * Slopes of the sum of `ys` times `dys` by each of `xs`.
 *
 * @returns one tensor for each of `xs`, or `undefined` where no path leads from it to the outputs.
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
