/** @module One signature of a compiled function: the graph of its code, and of its gradient when needed. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { tensorFlowBackend } from '../backend.js';
import { tf } from '../tfjs.js';
import type { GraphTensor } from './graph.js';
import { flatten, type Structure, type Template, unflatten } from './structure.js';
import { backpropagate, withTape } from './tape.js';
import { isVariable, Trace } from './trace.js';
import { withTracer } from './tracing.js';

/** A recorded gradient. */
export interface RecordedGradient {
  /** Nodes before this order belong to the forward pass. */
  readonly mark: number;
  /** Placeholders for the gradients of the outputs; none for integer outputs. */
  readonly outputGradients: readonly (GraphTensor | undefined)[];
  /** Gradients by argument; `undefined` where the outputs do not depend on it. */
  readonly argumentGradients: readonly (GraphTensor | undefined)[];
  readonly variableGradients: ReadonlyMap<Variable, GraphTensor>;
}

export interface Recording {
  readonly trace: Trace;
  readonly arguments: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
  readonly template: Template;
  readonly gradient?: RecordedGradient;
}

export interface RecordingOptions {
  readonly freeze: boolean;
  readonly withGradient: boolean;
}

/**
 * Runs `code` once on placeholders and records every op.
 *
 * @param given the tensors among the arguments; `template` gives their positions.
 */
export function record(
  code: (...args: never[]) => Structure,
  given: readonly Tensor[],
  template: Template,
  { freeze, withGradient }: RecordingOptions,
): Recording {
  const trace = new Trace(freeze);
  try {
    const recording = withTracer(trace, () =>
      trackNothing(() => recordIn(trace, code, given, template, withGradient)),
    );
    return recording;
  } catch (error) {
    trace.dispose();
    throw error;
  }
}

function recordIn(
  trace: Trace,
  code: (...args: never[]) => Structure,
  given: readonly Tensor[],
  template: Template,
  withGradient: boolean,
): Recording {
  const backend = tensorFlowBackend();
  const standIns = given.map(({ dataId, shape }) =>
    trace.argument(shape, backend.tensorMap.get(dataId).dtype),
  );
  const graphTensors = standIns.map((tensor) => trace.graphTensorOf(tensor));
  const { result, tape } = withTape(withGradient, () => code(...(unflatten(template, standIns) as never[])));
  const { tensors, template: outputTemplate } = flatten(result);
  const outputs = tensors.map((tensor) => trace.graphTensorOf(tensor));
  const recording = { trace, arguments: graphTensors, outputs, template: outputTemplate };
  if (!withGradient) return recording;

  const mark = trace.graph.size;
  const variables = trace.captures
    .map(({ source }) => source)
    .filter(isVariable)
    .filter(isTrainable);
  const differentiable = tensors.filter(isFloat);
  const dys = differentiable.map((tensor) => trace.argument(tensor.shape, trace.graphTensorOf(tensor).dtype));
  const sources = standIns.filter(isFloat);
  const gradients = withTape(false, () =>
    backpropagate(tape, differentiable, dys, [...sources, ...variables]),
  ).result;
  for (const { saved } of tape) for (const tensor of saved) tensor.dispose();
  const graphTensorAt = (i: number) =>
    gradients[i] === undefined ? undefined : trace.graphTensorOf(gradients[i]);
  const bySource = new Map(sources.map((source, i) => [source, graphTensorAt(i)]));
  const variableGradients = new Map<Variable, GraphTensor>();
  variables.forEach((variable, i) => {
    const graphTensor = graphTensorAt(sources.length + i);
    if (graphTensor !== undefined) variableGradients.set(variable, graphTensor);
  });
  const gradient: RecordedGradient = {
    mark,
    outputGradients: tensors.map((tensor) => {
      const at = differentiable.indexOf(tensor);
      return at < 0 ? undefined : trace.graphTensorOf(dys[at]);
    }),
    argumentGradients: standIns.map((tensor) => bySource.get(tensor)),
    variableGradients,
  };
  return { ...recording, gradient };
}

/** Runs `work` in a tidy and frees all its tensors: the record lives in the graph. */
function trackNothing<T>(work: () => T): T {
  let result: T;
  tf.tidy(() => {
    result = work();
  });
  return result!;
}

function isFloat({ dtype }: Tensor): boolean {
  return dtype === 'float32';
}

function isTrainable({ trainable, dtype }: Variable): boolean {
  return trainable && dtype === 'float32';
}
