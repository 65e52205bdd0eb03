/** @module Golden ops on tensors: places inputs in our layout, runs forward and backward, compares in the published layout. */
import { type Tensor, tensor, tidy, valueAndGrads } from '../../../aligndet/engine/index.js';
import type { Module, Parameter } from '../../../aligndet/nn/index.js';
import { compareValues, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import type { CaseArray, OpCase } from './op-handler.js';

/** Published axis of each axis in memory. */
export type AxisOrder = readonly number[];

/** Maps, `[B, C, H, W]` in the reference. */
export const map: AxisOrder = [0, 2, 3, 1];

/** Tensors by their name in the case, in memory layout. */
export type Named = Record<string, Tensor>;

export interface TensorOp {
  /** Inputs and outputs that lie otherwise in memory; a scalar or vector of that name stays. */
  readonly orders?: Record<string, AxisOrder>;
  /** A module whose weights are inputs of the case, by name behind `prefix`. */
  readonly module?: Module;
  readonly prefix?: string;
  /** Outputs by name; those that the case does not expect are left out. */
  readonly forward: (inputs: Named) => Named;
}

/** Compares outputs and, for the inputs in `diff`, the gradients of the sum of outputs times upstream. */
export function checkTensorOp(golden: OpCase, op: TensorOp): Finding[] {
  const findings: Finding[] = [];
  tidy(() => {
    const weights = loadWeights(golden, op);
    const inputs: Named = {};
    for (const [name, array] of golden.inputs) {
      inputs[name] = weights.get(name)?.value ?? placed(array, orderOf(op, name));
    }
    const compare = (name: string, published: ArrayLike<number>, shape?: readonly number[]) =>
      findings.push(compared(golden, name, published, shape));
    for (const [name, output] of Object.entries(op.forward(inputs))) {
      if (!golden.expected.has(name)) continue;
      const published = restored(output, orderOf(op, name));
      compare(name, published.dataSync(), published.shape);
    }
    for (const [name, gradient] of Object.entries(gradients(golden, op, inputs))) {
      const weight = weights.get(name);
      const published = weight?.publish(gradient) ?? restored(gradient, orderOf(op, name)).dataSync();
      compare(`grad.${name}`, published);
    }
  });
  op.module?.dispose();
  const seen = new Set(findings.map(({ name }) => name));
  const missing = [...golden.expected.keys()].filter((name) => !seen.has(name));
  return [...findings, ...missing.map((name) => mismatch(name, 'was not computed'))];
}

function loadWeights(golden: OpCase, { module, prefix = '' }: TensorOp): Map<string, Parameter> {
  const weights = new Map<string, Parameter>();
  for (const [name, parameter] of module?.namedState() ?? []) {
    const array = golden.inputs.get(prefix + name);
    if (array === undefined) continue;
    parameter.assign(array.data);
    weights.set(prefix + name, parameter);
  }
  return weights;
}

/** Gradients by the inputs in `golden.diff`. */
function gradients(golden: OpCase, { forward }: TensorOp, inputs: Named): Named {
  const names = golden.diff.filter((name) => name in inputs);
  if (names.length === 0) return {};
  const total = (...given: Tensor[]) => {
    const replaced = Object.fromEntries(names.map((name, i) => [name, given[i]]));
    const main = golden.outputs.includes('out') ? 'out' : golden.outputs[0];
    const terms = Object.entries(forward({ ...inputs, ...replaced })).flatMap(([name, output]) => {
      const upstream = inputs[`upstream.${name}`] ?? (name === main ? inputs.upstream : undefined);
      return upstream === undefined ? [] : [output.mul(upstream.reshape(output.shape)).sum()];
    });
    return terms.reduce((sum, term) => sum.add(term));
  };
  const { grads } = valueAndGrads(total as never)(names.map((name) => inputs[name]));
  return Object.fromEntries(names.map((name, i) => [name, grads[i]]));
}

function orderOf({ orders = {} }: TensorOp, name: string): AxisOrder | undefined {
  return orders[name === 'upstream' ? 'out' : name.replace(/^upstream\./, '')];
}

function placed({ data, shape }: CaseArray, order: AxisOrder | undefined): Tensor {
  const published = tensor(Float32Array.from(data), [...shape]);
  return order?.length === shape.length ? published.transpose([...order]) : published;
}

function restored(values: Tensor, order: AxisOrder | undefined): Tensor {
  if (order?.length !== values.rank) return values;
  return values.transpose(order.map((_, axis) => order.indexOf(axis)));
}

function compared(
  golden: OpCase,
  name: string,
  actual: ArrayLike<number>,
  shape: readonly number[] | undefined,
): Finding {
  const expected = golden.expected.get(name);
  if (expected === undefined) return mismatch(name, 'is not in the case');
  if (shape !== undefined && shape.join() !== expected.shape.join()) {
    return mismatch(name, `has shape [${shape.join(', ')}], expected [${expected.shape.join(', ')}]`);
  }
  return compareValues(name, actual, expected.data, golden.tolerance);
}
